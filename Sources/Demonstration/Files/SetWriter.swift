import Dispatch
import Foundation
import Statistics
import Synchronization

/// One picture's place in its set.
struct PicturePlace: Sendable {
  /// `train`, `validation` or `test`.
  let split: String
  /// The picture's number within its split, from 0.
  let number: Int
  /// Unique in the set, also the name of its files.
  var id: String { String(format: "%@-%03d", split, number) }
}

/// A set of drawn pictures: how one is drawn and written, and the files that describe them all.
protocol PictureSet: Sendable {
  associatedtype Annotation: Sendable
  /// The name of its folder; the task is called `demo_<name>`.
  var name: String { get }
  /// Subfolders that hold its files.
  var subfolders: [String] { get }
  /// Draws one picture and writes it below `folder`.
  func write(_ place: PicturePlace, size: Int, _ random: SampleRandom, to folder: String) throws -> Annotation
  /// The text files of the set by name: the task description and its table or annotation files.
  func texts(_ pictures: [(place: PicturePlace, annotation: Annotation)], size: Int) -> [(file: String, text: String)]
}

/// Writes sets below one folder, pictures on all cores; the bytes do not depend on their number.
struct SetWriter {
  let folder: String
  let size: Int
  let counts: DemonstrationCounts
  let seed: UInt64

  /// Writes one set; returns the path of its task description.
  func write(_ set: some PictureSet) throws -> String {
    let place = "\(folder)/\(set.name)"
    for subfolder in set.subfolders {
      try FileManager.default.createDirectory(atPath: "\(place)/\(subfolder)", withIntermediateDirectories: true)
    }
    for (file, text) in set.texts(try drawAll(set, in: place), size: size) {
      try Data(text.utf8).write(to: URL(fileURLWithPath: "\(place)/\(file)"))
    }
    return "\(place)/task.yaml"
  }

  private func drawAll<Set: PictureSet>(
    _ set: Set, in folder: String
  ) throws -> [(place: PicturePlace, annotation: Set.Annotation)] {
    let places = self.places
    let results = Mutex([Result<Set.Annotation, any Error>?](repeating: nil, count: places.count))
    DispatchQueue.concurrentPerform(iterations: places.count) { index in
      let place = places[index]
      let random = SampleRandom(seed: seed, task: "\(set.name)/\(place.split)", index: place.number)
      let result = Result { try set.write(place, size: size, random, to: folder) }
      results.withLock { $0[index] = result }
    }
    return try results.withLock { found in
      try zip(places, found).compactMap { place, result in try result.map { (place, try $0.get()) } }
    }
  }

  private var places: [PicturePlace] {
    let splits = [("train", counts.train), ("validation", counts.validation), ("test", counts.test)]
    return splits.flatMap { split, count in (0..<count).map { PicturePlace(split: split, number: $0) } }
  }
}
