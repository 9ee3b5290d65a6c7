extension NNUNetImport {
  mutating func takeVersion2() throws {
    let ending = document["file_ending"]?.text ?? ".nii.gz"
    let isInOneFile = channelNames.numbers.count > 1 && sharesFile(ending)
    let channels =
      try isInOneFile ? NNUNetChannels(inOneFile: channelNames, request) : NNUNetChannels(channelNames, request)
    if let note = channels.note { set.report.note(note) }
    let training: Split? = ImageFolder.exists(path("labelsTs")) ? .train : nil
    if let cases = document["dataset"]?.object {
      take(cases, channels, training)
    } else {
      takeFiles(of: "Tr", ending, channels, training)
    }
    takeFiles(of: "Ts", ending, channels, .test)
  }

  /// Whether each case is one picture that holds all channels.
  private func sharesFile(_ ending: String) -> Bool {
    guard ImageFiles.isImage("a" + ending), !ImageFiles.isVolume("a" + ending) else { return false }
    if let cases = document["dataset"]?.object { return cases.values.allSatisfy { $0["images"]?.list?.count == 1 } }
    let second = "_" + NNUNetChannels.suffix(1) + ending
    let names = (try? ImageFiles.names(in: path("imagesTr"))) ?? []
    return !names.contains { $0.hasSuffix(second) }
  }

  /// The key `dataset`: case -> `images`, one a channel, and `label`; paths are whole or from the folder.
  private mutating func take(_ cases: [String: JSONValue], _ channels: NNUNetChannels, _ split: Split?) {
    for (name, entry) in cases.sorted(by: { $0.key < $1.key }) {
      guard let images = entry["images"]?.list, let label = entry["label"]?.text else {
        set.report.leaveOut(name, "no images and label")
        continue
      }
      let files = channels.files(of: images.map { PathName.withoutDot($0.text ?? "") })
      if files.isEmpty { set.report.leaveOut(name, "cases without the channel") }
      add(Case(name: name, files: files, label: PathName.withoutDot(label), split: split))
    }
  }

  /// - Parameter part: what the folders of images and labels end in.
  private mutating func takeFiles(of part: String, _ ending: String, _ channels: NNUNetChannels, _ split: Split?) {
    let (images, labels) = ("images" + part, "labels" + part)
    guard let names = try? ImageFiles.names(in: path(images)) else { return }
    let wanted = names.filter { $0.hasSuffix(ending) && !ImageFiles.isJunk($0) }
    for (name, files) in channels.cases(wanted, ending: ending) {
      let label = "\(labels)/\(name)\(ending)"
      guard ImageFolder.exists(path(label)) else {
        set.report.leaveOut(name, split == .test ? "a test image without a label" : "the mask file does not exist")
        continue
      }
      add(Case(name: name, files: files.map { ($0.channel, "\(images)/\($0.file)") }, label: label, split: split))
    }
  }
}
