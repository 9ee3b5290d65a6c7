import Foundation
import GoldenArrays
import Imaging
import Testing

@testable import Datasets

@Suite struct NearCopiesTests {
  private let folder: TemporaryFolder
  private let cache: VerdictCache

  init() throws {
    folder = try TemporaryFolder()
    cache = VerdictCache(folder: folder.path("cache"))
  }

  private func check(_ table: String) throws -> CheckReport {
    let path = try folder.write("t.csv", table)
    let description = makeDescription(.classification, source: .table(path), classes: ["x", "y"], root: folder.path)
    return try TaskCheck(cache: cache, threads: 1).run(description)
  }

  /// Validation samples choose the checkpoint that the test samples score.
  @Test(arguments: [Split.train, .validation]) func nearCopiesAcrossSplitsAreReported(other: Split) throws {
    let picture = GeneratedImages.blobs(height: 96, width: 96, seed: 1)
    try folder.jpeg("a.jpg", picture)
    try folder.png("b.png", picture.resized(height: 64, width: 64))
    try folder.png("c.png", GeneratedImages.blobs(height: 96, width: 96, seed: 2))
    let report = try check("image,label,split\na.jpg,x,\(other.rawValue)\nb.png,x,test\nc.png,y,train\n")
    let near = report.findings.filter { $0.kind == .nearDuplicate }
    #expect(near.map(\.severity) == [.warning])
    #expect(near.first?.found.contains("b.png (test), a.jpg (\(other.rawValue))") == true)
    #expect(!report.hasErrors)
  }

  @Test func nearCopiesBetweenTasksAreReported() throws {
    let picture = GeneratedImages.blobs(height: 96, width: 96, seed: 1)
    try folder.jpeg("a.jpg", picture)
    try folder.png("b.png", picture.resized(height: 64, width: 64))
    let paths = try [("one", "a.jpg,x,train"), ("two", "b.png,x,test")].map { name, row in
      try folder.write("\(name).csv", "image,label,split\n\(row)\n")
      let text = "schema_version: 1\nname: \(name)\nlabel_type: classification\nmodality: natural\n"
      return try folder.write("\(name).yaml", text + "classes: [x, y]\ntable: \(name).csv\n")
    }
    let reports = try TaskCheck(cache: cache, threads: 1).run(paths: paths)
    let near = reports.map { $0.findings.filter { $0.kind == .nearDuplicate } }
    #expect(near[0].isEmpty && near[1].count == 1)
    #expect(near[1].first?.found.contains("two b.png (test), one a.jpg (train)") == true)
  }

  /// Whatever another task shows, errors stand first.
  @Test func errorsComeBeforeNearCopies() throws {
    let picture = GeneratedImages.blobs(height: 96, width: 96, seed: 1)
    try folder.jpeg("a.jpg", picture)
    try folder.png("b.png", picture.resized(height: 64, width: 64))
    let rows = [("one", "a.jpg,x,train"), ("two", "b.png,x,test\ngone.png,y,train")]
    let paths = try rows.map { name, rows in
      try folder.write("\(name).csv", "image,label,split\n\(rows)\n")
      let text = "schema_version: 1\nname: \(name)\nlabel_type: classification\nmodality: natural\n"
      return try folder.write("\(name).yaml", text + "classes: [x, y]\ntable: \(name).csv\n")
    }
    let findings = try TaskCheck(cache: cache, threads: 1).run(paths: paths)[1].findings
    let error = try #require(findings.lastIndex { $0.severity == .error })
    let near = try #require(findings.firstIndex { $0.kind == .nearDuplicate })
    #expect(error < near)
  }

  /// Images of one look, such as the frames of a film.
  private func frames(
    _ splits: [Split], group: String? = nil, task: String = "t", from first: Int = 0
  ) throws -> [InspectedImage] {
    let look = try #require(PerceptualHash(words: [0xFFFF, 0, 0, 0]))
    return zip(first..., splits).map { index, split in
      let facts = FileVerdict.Facts(
        height: 8, width: 8, isConstant: false, pixelHash: UInt64(index), appearance: look)
      let record = SampleRecord(
        id: "\(index)", imagePaths: ["\(index).png"], group: group, split: split, annotation: .classIndex(0),
        place: "t.csv:\(index)")
      return InspectedImage(task: task, record: record, facts: facts, fileHash: UInt64(index))
    }
  }

  /// Six by six pairs across the splits, and 15 in each.
  @Test func manyNearCopiesAreCounted() throws {
    let images = try frames([Split](repeating: .train, count: 6) + [Split](repeating: .test, count: 6))
    let found = DuplicateImages.nearCopies(images)
    #expect(found.allSatisfy { $0.kind == .nearDuplicate })
    let (across, within) = (found.only(.warning), found.only(.note))
    #expect(across.count == 21 && within.count == 6 && found.count == 27)
    #expect(across[0].found == "nearly the same image is in two splits: 6 (test), 0 (train)")
    #expect(across[19].found == "nearly the same image is in two splits: 9 (test), 1 (train)")
    #expect(across.last?.found == "16 more pairs of nearly the same image" && across.last?.place == "t.csv:9")
    #expect(within[0].found == "nearly the same image is listed twice: 0 (train), 1 (train)")
    #expect(within.last?.found == "25 more pairs of nearly the same image")
    #expect(DuplicateImages.nearCopies(Array(images[5...8])).only(.warning).count == 3)
    #expect(DuplicateImages.nearCopies(between: [images, []]).isEmpty)
  }

  /// Each task is told of what it holds out itself, however much another one does.
  @Test func everyTaskIsToldOfItsNearCopies() throws {
    let tasks = try [
      frames(.init(repeating: .train, count: 3), task: "a"),
      frames(.init(repeating: .test, count: 10), task: "b", from: 10),
      frames(.init(repeating: .test, count: 2), task: "c", from: 30),
    ]
    let found = DuplicateImages.nearCopies(between: tasks)
    #expect(Dictionary(grouping: found, by: \.task).mapValues(\.count) == ["b": 21, "c": 6])
    #expect(found.contains { $0.task == "b" && $0.finding.found == "10 more pairs of nearly the same image" })
    #expect(found.allSatisfy { $0.task == "b" || $0.finding.found.contains(" two splits: c 3") }, "\(found)")
  }

  /// A slide with many regions is one image: its rows neither fill the comparison nor count as pairs.
  @Test func rowsOfOneImageCountOnce() throws {
    let frames = try frames([.train, .train])
    let rows = (0..<150).map { row in
      InspectedImage(
        task: "t", record: frames[0].record.moved(to: .train), facts: frames[0].facts, fileHash: UInt64(row))
    }
    let found = DuplicateImages.nearCopies(rows + [frames[1]])
    #expect(found.map(\.found) == ["nearly the same image is listed twice: 0 (train), 1 (train)"], "\(found)")
  }

  /// What has one group stays together.
  @Test func nearCopiesThatNothingPartsAreNotTold() throws {
    #expect(try DuplicateImages.nearCopies(frames([.train, .train], group: "p")).isEmpty)
    #expect(try DuplicateImages.nearCopies(frames([.train, .train])).map(\.severity) == [.note])
  }

  /// Before a set is split is the time to group them.
  @Test func nearCopiesInASetWithoutSplitsAreNoted() throws {
    let picture = GeneratedImages.blobs(height: 96, width: 96, seed: 1)
    try folder.jpeg("a.jpg", picture)
    try folder.png("b.png", picture.resized(height: 64, width: 64))
    try folder.png("c.png", GeneratedImages.blobs(height: 96, width: 96, seed: 2))
    func told(_ table: String) throws -> [Finding] { try check(table).findings.filter { $0.kind == .nearDuplicate } }
    let near = try told("image,label\na.jpg,x\nb.png,x\nc.png,y\n")
    #expect(near.map(\.found) == ["nearly the same image is listed twice: a.jpg (train), b.png (train)"])
    #expect(near.allSatisfy { $0.severity == .note && $0.hint?.contains("one group before the set is split") == true })
    #expect(try told("image,label,group\na.jpg,x,p\nb.png,x,p\nc.png,y,q\n").isEmpty)
  }

  /// Other axes, half the resolution, brighter, and another format: still the same head.
  @Test func nearCopiesOfVolumesAreReported() throws {
    let size = [36, 32, 16]
    try VolumeWriter.write(blobs(size, seed: 1), to: folder.path("a.nii.gz"), as: .float32)
    try VolumeWriter.write(leftHanded(halved(blobs(size, seed: 1))), to: folder.path("b.nrrd"), as: .float32)
    try VolumeWriter.write(blobs(size, seed: 2), to: folder.path("c.nii.gz"), as: .float32)
    let report = try check("image,label,split\na.nii.gz,x,train\nb.nrrd,x,test\nc.nii.gz,y,test\n")
    let near = report.findings.filter { $0.kind == .nearDuplicate }
    #expect(near.map(\.found) == ["nearly the same image is in two splits: b.nrrd (test), a.nii.gz (train)"])
    #expect(!report.hasErrors)
  }

  private func volume(_ size: [Int], _ voxels: [Float]) -> Volume {
    Volume(size: size, spacing: [1, 1, 1], origin: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1], voxels: voxels)
  }

  /// A few smooth bright spots at places of the seed.
  private func blobs(_ size: [Int], seed: Int) -> Volume {
    let spots = (0..<6).map { spot in (0..<3).map { Double((spot * 7 + seed * 13 + $0 * 5) * 37 % 101) / 101 } }
    let voxels = (0..<size.reduce(1, *)).map { index -> Float in
      let place = [index % size[0], index / size[0] % size[1], index / (size[0] * size[1])]
      let share = (0..<3).map { (Double(place[$0]) + 0.5) / Double(size[$0]) }
      return spots.map { Float(exp(-40 * squaredDistance(share, $0))) }.reduce(0, +)
    }
    return volume(size, voxels)
  }

  private func squaredDistance(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).map { ($0 - $1) * ($0 - $1) }.reduce(0, +)
  }

  /// Means of two voxels along each axis, twice as bright.
  private func halved(_ whole: Volume) -> Volume {
    let size = whole.size.map { $0 / 2 }
    let voxels = (0..<size.reduce(1, *)).map { index -> Float in
      let (x, y, z) = (index % size[0], index / size[0] % size[1], index / (size[0] * size[1]))
      return (0..<8).reduce(Float(0)) {
        $0 + whole[2 * x + $1 % 2, 2 * y + $1 / 2 % 2, 2 * z + $1 / 4] / 4
      }
    }
    return volume(size, voxels)
  }

  /// The same content in a file whose first axis runs from right to left.
  private func leftHanded(_ whole: Volume) -> Volume {
    let axes = Geometry(
      size: whole.size, spacing: [1, 1, 1], origin: [Double(whole.size[0] - 1), 0, 0],
      direction: [-1, 0, 0, 0, 1, 0, 0, 0, 1])
    return Volume(geometry: whole.geometry, fileGeometry: axes, voxels: whole.voxels)
  }
}
