/// `dataset.json` of the Medical Segmentation Decathlon (nnU-Net version 1) and of nnU-Net version 2.
///
/// Version 1 lists images with labels and names values by number; version 2 names numbers by class and finds files by
/// `imagesTr/CASE_0000.nii.gz` and `labelsTr/CASE.nii.gz`, one file a channel, or lists them under `dataset`.
enum NNUNetImport {
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

  private static func read(_ request: ImportRequest) throws -> ImportedSet {
    try request.refuseFlags(except: [.channel], format: importer.name)
    let isFolder = ImageFiles.isFolder(request.source)
    let path = isFolder ? PathName.joined(request.source, fileName) : request.source
    let document = try JSONSource.read(
      path, as: JSONValue.self, allowed: "an object with labels, and training or channel_names")
    let folder = ImageFolder.above(path)
    var set = ImportedSet(.segmentation, classes: [], root: folder)
    try NNUNetLabels.take(document["labels"], path, &set)
    let entries = document["training"]?.list
    let keys = entries == nil ? ["channel_names", "modality"] : ["modality", "channel_names"]
    let names = NNUNetChannelNames(keys.compactMap { document[$0]?.object }.first ?? [:])
    set.modality = names.modality
    if let entries {
      try takeVersion1(document, entries, names, folder, request, &set)
    } else {
      try takeVersion2(document, names, folder, request, &set)
    }
    return set
  }

  /// Adds the samples of a case, one a channel.
  /// - Parameter files: the channel, such as `0001`, and its file from the set's root.
  static func add(
    _ name: String, _ files: [(channel: String, file: String)], label: String, _ split: Split?, _ set: inout ImportedSet
  ) {
    for (channel, file) in files {
      set.samples.append(
        ImportedSample(
          id: files.count > 1 ? "\(name)_\(channel)" : name, images: [file], label: .mask(label),
          group: files.count > 1 ? name : nil, split: split))
    }
  }
}
