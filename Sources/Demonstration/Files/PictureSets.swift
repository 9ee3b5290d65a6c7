import Statistics

/// Classification: one finding a film, the three kinds in turn.
struct ChestSet: PictureSet {
  typealias Finding = ChestPicture.Finding
  let name = "chest"
  let subfolders = ["images"]

  func write(_ place: PicturePlace, size: Int, _ random: SampleRandom, to folder: String) throws -> Finding {
    let finding = Finding.allCases[place.number % Finding.allCases.count]
    let film = ChestPicture.draw(finding, size: size, random)
    try PictureFile.writeGray16(film, to: "\(folder)/images/\(place.id).png")
    return finding
  }

  func texts(_ pictures: [(place: PicturePlace, annotation: Finding)], size: Int) -> [(file: String, text: String)] {
    let rows = pictures.map { "\($0.place.id),images/\($0.place.id).png,\($0.annotation.rawValue),\($0.place.split)" }
    return [
      ("task.yaml", TaskText.table(name, "classification", "xray", Finding.allCases.map(\.rawValue))),
      ("samples.csv", TaskText.lines("id,image,label,split", rows)),
    ]
  }
}

/// Multi-label: all eight combinations of the three patterns in turn, so that the labels are independent.
struct SkinSet: PictureSet {
  typealias Pattern = SkinPicture.Pattern
  let name = "skin"
  let subfolders = ["images"]

  func write(_ place: PicturePlace, size: Int, _ random: SampleRandom, to folder: String) throws -> [Bool] {
    let states = Pattern.allCases.indices.map { (place.number >> $0) & 1 == 1 }
    let present = zip(Pattern.allCases, states).compactMap { $1 ? $0 : nil }
    let spot = SkinPicture.draw(Set(present), size: size, random)
    try PictureFile.writeJPEG(spot, to: "\(folder)/images/\(place.id).jpg")
    return states
  }

  func texts(_ pictures: [(place: PicturePlace, annotation: [Bool])], size: Int) -> [(file: String, text: String)] {
    let labels = Pattern.allCases.map(\.rawValue)
    let rows = pictures.map { place, states in
      "\(place.id),images/\(place.id).jpg,\(states.map { $0 ? "1" : "0" }.joined(separator: ",")),\(place.split)"
    }
    return [
      ("task.yaml", TaskText.table(name, "multilabel", "natural", labels)),
      ("samples.csv", TaskText.lines("id,image,\(labels.joined(separator: ",")),split", rows)),
    ]
  }
}

/// Segmentation: masks hold the values 0, 128 and 255, so that any viewer shows them.
struct OrganSet: PictureSet {
  typealias Tissue = OrganPicture.Tissue
  let name = "organs"
  let subfolders = ["images", "masks"]

  /// The stored mask value of each class.
  static let maskValues: [UInt16] = [0, 128, 255]

  func write(_ place: PicturePlace, size: Int, _ random: SampleRandom, to folder: String) throws {
    let (plane, classes) = OrganPicture.draw(size: size, random)
    try PictureFile.writeGray8(plane, to: "\(folder)/images/\(place.id).png")
    let stored = classes.map { Self.maskValues[Int($0)] }
    try PictureFile.writeMask(stored, size: size, to: "\(folder)/masks/\(place.id).png")
  }

  func texts(_ pictures: [(place: PicturePlace, annotation: Void)], size: Int) -> [(file: String, text: String)] {
    let rows = pictures.map { "\($0.place.id),images/\($0.place.id).png,masks/\($0.place.id).png,\($0.place.split)" }
    let names = Tissue.allCases.map { "\($0)" }
    let values = zip(Self.maskValues, names).map { "\($0): \($1)" }.joined(separator: ", ")
    return [
      ("task.yaml", TaskText.table(name, "segmentation", "ultrasound", names, more: ["values: {\(values)}"])),
      ("samples.csv", TaskText.lines("id,image,mask,split", rows)),
    ]
  }
}

/// Detection: one COCO file a split.
struct TissueSet: PictureSet {
  let name = "tissue"
  let subfolders = ["images"]

  func write(_ place: PicturePlace, size: Int, _ random: SampleRandom, to folder: String) throws -> [NucleusBox] {
    let (planes, boxes) = TissuePicture.draw(size: size, random)
    try PictureFile.writeTIFF(planes, to: "\(folder)/images/\(place.id).tif")
    return boxes
  }

  func texts(
    _ pictures: [(place: PicturePlace, annotation: [NucleusBox])], size: Int
  ) -> [(file: String, text: String)] {
    let classes = TissuePicture.Nucleus.allCases.map(\.rawValue)
    var splits: [String] = []
    for picture in pictures where !splits.contains(picture.place.split) { splits.append(picture.place.split) }
    let files = splits.map { split in
      let members = pictures.filter { $0.place.split == split }.map { ("images/\($0.place.id).tif", $0.annotation) }
      return (file: "\(split).json", text: CocoText.text(members, classes: classes, size: size))
    }
    return [("task.yaml", TaskText.coco(name, "histology", classes, splits: splits))] + files
  }
}
