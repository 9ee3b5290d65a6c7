import Foundation
import GoldenArrays
import Imaging
import Testing

@testable import Datasets

@Suite struct DiskCacheTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func cache(_ limit: Int = 1 << 20) throws -> DiskCache {
    try DiskCache(folder: folder.path("decoded"), limitBytes: limit)
  }

  private func entries() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path("decoded")).sorted()
  }

  @Test func whatWasKeptIsFoundByAnother() throws {
    try cache().write(7, [1, 2, 3])
    let another = try cache()
    #expect(another.read(7) == [1, 2, 3] && another.read(8) == nil)
  }

  @Test func damagedEntriesAreAsGoodAsAbsent() throws {
    let cache = try cache()
    cache.write(7, [1, 2, 3])
    let path = folder.path("decoded/" + (try entries()[0]))
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: URL(fileURLWithPath: path))
    #expect(try cache.read(7) == nil && entries().isEmpty)
    cache.write(7, [4])
    #expect(cache.read(7) == [4])
    try Data([1, 2]).write(to: URL(fileURLWithPath: path))
    #expect(cache.read(7) == nil)
  }

  @Test func theOldestUseMakesWay() throws {
    let cache = try cache(260)
    for key in UInt64(1)...2 { cache.write(key, [UInt8](repeating: 1, count: 100)) }
    let old = Date(timeIntervalSinceNow: -100)
    for name in try entries() {
      try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: folder.path("decoded/" + name))
    }
    #expect(cache.read(1) != nil)
    cache.write(3, [UInt8](repeating: 1, count: 100))
    #expect(cache.read(2) == nil && cache.read(1) != nil && cache.read(3) != nil)
    cache.write(4, [UInt8](repeating: 1, count: 1000))
    #expect(cache.read(4) == nil && cache.read(1) != nil, "what can never fit throws nothing out")
  }

  @Test func recordsComeBackAsTheyWere() throws {
    let mask = GeneratedImages.mask(height: 6, width: 5, rows: 1..<3, columns: 2..<4)
    let sample = DecodedSample(
      image: GeneratedImages.noise(height: 6, width: 5, seed: 1), mask: mask,
      boxes: [LabelledBox(x0: 1.5, y0: 2, x1: 3, y1: 4, label: 2)], sourceHeight: 12, sourceWidth: 10)
    guard case .picture(let found)? = DecodedRecord(bytes: DecodedRecord.picture(sample).bytes) else {
      throw TestProblem("no picture")
    }
    #expect(found.image == sample.image && found.mask == mask && found.boxes == sample.boxes)
    #expect((found.sourceHeight, found.sourceWidth) == (12, 10))

    let volume = Volume(
      size: [2, 3, 1], spacing: [1, 2, 3], origin: [4, 5, 6], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
      voxels: [0, 0.5, 1, 0.25, 0.125, 0])
    for labels in [volume, nil] {
      let bytes = DecodedRecord.volume(DecodedVolume(images: [volume, volume], labels: labels)).bytes
      guard case .volume(let found)? = DecodedRecord(bytes: bytes) else { throw TestProblem("no volume") }
      #expect(found.images.map(\.voxels) == [volume.voxels, volume.voxels])
      #expect(found.images[1].spacing == volume.spacing)
      #expect(found.labels?.voxels == labels?.voxels)
    }
  }

  @Test func cutBytesAreNoRecord() {
    let sample = DecodedSample(
      image: Raster(height: 2, width: 2), mask: nil, boxes: [], sourceHeight: 2, sourceWidth: 2)
    let bytes = DecodedRecord.picture(sample).bytes
    for count in 0..<bytes.count { #expect(DecodedRecord(bytes: Array(bytes[..<count])) == nil) }
    #expect(DecodedRecord(bytes: [UInt8](repeating: 255, count: 64)) == nil)
  }

  /// The second run decodes nothing, and gives the same bytes; another size is another entry.
  @Test func aSecondStreamReadsFromTheDisk() throws {
    let data = try SmallTasks.classification(folder, name: "kept", count: 4)
    let verified = try data.verifyReadable(policy: .stop, cache: nil).dataset
    func images(_ dataset: Dataset, size: Int = 32, _ disk: DiskCache?) throws -> [[UInt8]] {
      let task = try TaskStream(dataset, size: size, batch: 2, augmentation: AugmentationPreset.named("natural"))
      let stream = BatchStream(tasks: [task], seed: 1, options: BatchStreamOptions(threads: 0, diskCache: disk))
      return try (0..<4).map { _ in try stream.next().images }
    }
    let expected = try images(verified, nil)
    let cache = try cache()
    #expect(try images(verified, cache) == expected)
    #expect(try entries().count == 4)
    for record in verified.samples(.train) { try FileManager.default.removeItem(atPath: record.imagePaths[0]) }
    #expect(try images(verified, cache) == expected)
    #expect(throws: SampleError.self) { try images(verified, size: 48, cache) }
    #expect(throws: SampleError.self) { try images(data, cache) }
  }

  @Test func lengthsThatOverflowAreNoRecord() {
    // A volume: one image, three lengths, fifteen numbers, no voxel, no labels.
    let numbers = [1, 1, 3, Int.max, Int.max, 1, 15] + [Int](repeating: 0, count: 15) + [0, 0]
    let bytes = numbers.flatMap { number -> [UInt8] in
      withUnsafeBytes(of: Int64(number).littleEndian) { Array($0) }
    }
    #expect(DecodedRecord(bytes: bytes) == nil)
  }
}
