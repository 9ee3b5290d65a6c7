import GoldenArrays
import Imaging
import Statistics
import Testing

@testable import Datasets

/// Several images of one case, separated by `;`, are the channels of one.
@Suite struct CaseChannelsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func grey(_ value: Int, height: Int = 6, width: Int = 8) -> Raster {
    Raster(
      height: height, width: width,
      bytes: (0..<height * width).flatMap { [UInt8](repeating: UInt8((value + $0) % 256), count: 3) })
  }

  private func description(_ images: String, more: String = "") throws -> TaskDescription {
    try folder.write("cases.csv", "id,image,label,split\nc,\(images),a,train\n")
    let text = """
      schema_version: 1
      name: cases
      label_type: classification
      modality: mri
      classes: [a, b]
      table: cases.csv
      \(more)
      """
    return try TaskDescription.read(path: try folder.write("task.yaml", text), environment: [:])
  }

  private func sample(_ description: TaskDescription) throws -> Raster {
    let reader = EvaluationReader(description)
    return try reader.read(reader.references(Dataset.open(description).samples(.train))[0], .full).image.raster
  }

  @Test func picturesBecomeChannels() throws {
    for (name, value) in [("a", 10), ("b", 100), ("c", 200)] { try folder.png("\(name).png", grey(value)) }
    #expect(try Array(sample(description("a.png;b.png;c.png")).bytes.prefix(6)) == [10, 100, 200, 11, 101, 201])
    // Two fill the three channels as first, second, second.
    #expect(try Array(sample(description("a.png; b.png")).bytes.prefix(6)) == [10, 100, 100, 11, 101, 101])
  }

  /// A JPEG alone may be decoded smaller; beside a PNG of its size it may not.
  @Test func formatsOfOneSizeGoTogether() throws {
    try folder.jpeg("a.jpg", grey(10, height: 64, width: 64))
    try folder.png("b.png", grey(100, height: 64, width: 64))
    let task = try description("a.jpg;b.png")
    let loader = SampleLoader(task, size: 16, fit: .letterbox, augmentation: nil)
    guard case .picture(let sample) = try loader.decoded(Dataset.open(task).samples(.train)[0]) else {
      throw TestProblem("no picture")
    }
    #expect((sample.image.height, sample.image.width) == (16, 16) && sample.sourceHeight == 64)
  }

  @Test func depthsMeetAsFloats() throws {
    try folder.png("a.png", grey(51))
    try ImageWriter.png(LabelMap(height: 6, width: 8, filledWith: 32_768), to: folder.path("deep.png"))
    let image = try sample(description("a.png;deep.png"))
    #expect(image.depth == .float32)
    let pixel = image.pixel(row: 0, column: 0)
    #expect(abs(pixel[0] - 0.2) < 1e-6 && abs(pixel[1] - 0.5) < 1e-4 && pixel[1] == pixel[2])
  }

  @Test func whatIsNoChannelIsNamed() throws {
    try folder.png("a.png", grey(10))
    try folder.png("small.png", grey(10, height: 5))
    try folder.png("colour.png", GeneratedImages.noise(height: 6, width: 8, seed: 3))
    let colour = message { _ = try sample(description("a.png;colour.png")) }
    #expect(colour.contains("colour.png") && colour.contains("has colours"))
    let found = try TaskCheck(cache: nil).run(description("a.png;colour.png")).findings.only(.error)
    #expect(found.count == 1 && found[0].place.hasSuffix("colour.png") && found[0].found.contains("has colours"))
    let report = try TaskCheck(cache: nil).run(description("a.png;small.png"))
    let finding = try #require(report.findings.first { $0.kind == .imageSize })
    #expect(
      finding.place.hasSuffix("small.png") && finding.found.contains("8 x 5 pixels, the first image of \"c\" is 8 x 6"))
    let many = try TaskCheck(cache: nil).run(description("a.png;a.png;a.png;a.png"))
    #expect(many.hasErrors && many.findings.contains { $0.found.contains("lists 4 images of one case") })
  }

  private func volume(_ name: String, _ offset: Int, origin: Double = 0) throws {
    let voxels = (0..<4 * 5 * 6).map { Float($0 + offset) }
    let grid = Volume(
      size: [4, 5, 6], spacing: [1, 1, 2], origin: [origin, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
      voxels: voxels)
    try VolumeWriter.write(grid, to: folder.path(name), as: .int16)
  }

  @Test func volumesBecomeChannels() throws {
    try volume("flair.nii", 0)
    try volume("t1.nii", 300)
    let task = try description("flair.nii;t1.nii", more: "value_range: [0, 1000]")
    let image = try sample(task)
    // The radiologist's view of the first axial plane starts at its last voxel.
    #expect(image.pixel(row: 0, column: 0).map { Int(($0 * 1000).rounded()) } == [19, 319, 319])
    #expect(try !TaskCheck(cache: nil).run(task).hasErrors)
    let both = try TaskCheck(cache: nil).run(description("flair.nii;t1.nii", more: "slice: {neighbours: 1}"))
    #expect(
      both.findings.contains { $0.severity == .error && $0.found.contains("slice.neighbours wants their channels too") }
    )
  }

  private func isShuffled(
    _ task: TaskDescription, _ decode: (SampleRecord) throws -> DecodedRecord
  ) throws -> Bool {
    let step = AugmentationStep("ChannelShuffle", probability: 1) { _ in ChannelShuffle(order: [2, 0, 1]) }
    let presets: [AugmentationPreset?] = [AugmentationPreset(name: "shuffle", steps: [step]), nil]
    let record = try Dataset.open(task).samples(.train)[0]
    let decoded = try decode(record)
    let images = try presets.map { preset in
      var random = SampleRandom(seed: 3, task: "cases")
      let loader = SampleLoader(task, size: 8, fit: .letterbox, augmentation: preset)
      return try loader.training(decoded, record, &random).image
    }
    return images[0] != images[1]
  }

  /// Colours are shuffled; an image of a case, or a slice, never comes into another's place.
  @Test func augmentationKnowsWhatChannelsAre() throws {
    for (name, value) in [("a", 10), ("b", 100), ("c", 200)] { try folder.png("\(name).png", grey(value)) }
    try folder.png("colour.png", GeneratedImages.noise(height: 6, width: 8, seed: 3))
    for (images, expected) in [("colour.png", true), ("a.png;b.png;c.png", false)] {
      let task = try description(images)
      let found = try isShuffled(task) { .picture(try RecordDecoder(description: task).decode($0)) }
      #expect(found == expected, "\(images)")
    }
    try volume("flair.nii", 0)
    try volume("t1.nii", 300)
    let range = "value_range: [0, 1000]"
    for (images, more) in [("flair.nii", "slice: {neighbours: 1}\n\(range)"), ("flair.nii;t1.nii", range)] {
      let task = try description(images, more: more)
      let found = try isShuffled(task) { .volume(try VolumeDecoder(description: task).decode($0)) }
      #expect(!found, "\(images)")
    }
  }

  /// A DICOM file of several frames is a picture, and a volume where slices are asked for, whatever its name.
  @Test(arguments: ["frames.dcm", "IM0001", "1.2.840.10008.7", "frames.IMA"])
  func framesBecomeAVolumeWhereSlicesAreWanted(name: String) throws {
    var file = SmallDicom(rows: 5, columns: 4, values: (0..<60).map { 100 + $0 })
    file.set(0x0028_0008, text: "3", "IS")
    let frames = (0..<3).map { frame in
      SmallDicom.sequence(0x0020_9113, [SmallDicom.decimal(0x0020_0032, [0, 0, 2 * Double(frame)])])
    }
    file.set(0x5200_9230, items: frames)
    let orientation = SmallDicom.sequence(0x0020_9116, [SmallDicom.decimal(0x0020_0037, [1, 0, 0, 0, 1, 0])])
    let measures = SmallDicom.sequence(0x0028_9110, [SmallDicom.decimal(0x0028_0030, [1, 1])])
    file.set(0x5200_9229, items: [orientation + measures])
    try folder.write(name, file.bytes)
    let range = "value_range: [0, 1000]"
    for (more, count) in [("", 1), ("slice: {}", 3)] {
      let task = try description(name, more: "\(more)\n\(range)")
      let reader = EvaluationReader(task)
      let references = try reader.references(Dataset.open(task).samples(.train))
      #expect(references.count == count)
      let found = try references.map { try reader.read($0, .full).image.raster.pixel(row: 0, column: 0)[0] * 1000 }
      #expect(found.map { Int($0.rounded()) } == [100, 120, 140].prefix(count).map { $0 })
      let report = try TaskCheck(cache: nil).run(task)
      #expect(!report.hasErrors && !report.findings.contains { $0.place.hasSuffix("slice") }, "\(report.findings)")
    }
  }

  @Test func volumesOfAnotherPlaceAreRefused() throws {
    try volume("flair.nii", 0)
    try volume("moved.nii", 0, origin: 4)
    let task = try description("flair.nii;moved.nii")
    let report = try TaskCheck(cache: nil).run(task)
    let finding = try #require(report.findings.first { $0.kind == .geometry })
    #expect(finding.place.hasSuffix("moved.nii") && finding.found.contains("does not lie on the first volume of \"c\""))
    #expect(message { _ = try sample(task) }.contains("moved.nii"))
  }
}
