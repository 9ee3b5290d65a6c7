/// `dataset.json` of the Medical Segmentation Decathlon (nnU-Net version 1) and of nnU-Net version 2.
///
/// Version 1 lists images with labels and names values by number; version 2 names numbers by class and finds files by
/// `imagesTr/CASE_0000.nii.gz` and `labelsTr/CASE.nii.gz`, one file a channel, or lists them under `dataset`.
struct NNUNetImport: ImportFormat {
  static let importer = Importer(
    name: "nnunet", summary: "dataset.json of the Medical Segmentation Decathlon or nnU-Net, versions 1 and 2",
    recognise: recognise, read: { try read($0) })

  private static let fileName = "dataset.json"

  private static func recognise(_ source: ImportSource) -> String? {
    guard let path = source.file(fileName) else { return nil }
    let file = ImportSource(path: path)
    guard file.hasJSONKeys(["labels"]), file.hasJSONKeys(["training"]) || file.hasJSONKeys(["channel_names"]) else {
      return nil
    }
    return "it has a dataset.json with labels"
  }

  let request: ImportRequest
  let document: JSONValue
  /// The folder of `dataset.json`, from which its paths start.
  let folder: String
  let channelNames: NNUNetChannelNames
  var set: ImportedSet

  init(_ request: ImportRequest) throws {
    try request.refuseFlags(except: [.channel], format: Self.importer.name)
    self.request = request
    let isFolder = ImageFiles.isFolder(request.source)
    let path = isFolder ? PathName.joined(request.source, Self.fileName) : request.source
    let document = try JSONSource.read(
      path, as: JSONValue.self, allowed: "an object with labels, and training or channel_names")
    self.document = document
    folder = ImageFolder.above(path)
    set = ImportedSet(.segmentation, classes: [], root: folder)
    try NNUNetLabels.take(document["labels"], path, &set)
    let isVersion1 = document["training"]?.list != nil
    let keys = isVersion1 ? ["modality", "channel_names"] : ["channel_names", "modality"]
    channelNames = NNUNetChannelNames(keys.compactMap { document[$0]?.object }.first ?? [:])
    set.modality = channelNames.modality
  }

  mutating func run() throws -> ImportedSet {
    if let entries = document["training"]?.list { try takeVersion1(entries) } else { try takeVersion2() }
    return set
  }

  /// A labelled case.
  struct Case {
    let name: String
    /// The channel, such as `0001`, and its file from the set's root.
    let files: [(channel: String, file: String)]
    let label: String
    let split: Split?
  }

  /// Adds the samples of a case, one a channel.
  mutating func add(_ entry: Case) {
    let isSeveral = entry.files.count > 1
    for (channel, file) in entry.files {
      set.samples.append(
        ImportedSample(
          id: isSeveral ? "\(entry.name)_\(channel)" : entry.name, images: [file], label: .mask(entry.label),
          group: isSeveral ? entry.name : nil, split: entry.split))
    }
  }

  func path(_ file: String) -> String { PathName.joined(folder, file) }
}
