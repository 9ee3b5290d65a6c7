import Imaging
import Settings

/// The frame of files whose channels are frames, as in the Decathlon: a task reads one of them.
struct NNUNetFrame {
  /// nil where none was asked for.
  private(set) var frame: Int?
  private(set) var note: String?

  /// - Parameter image: one of the files, whose header tells how many frames there are; nil where none is there.
  /// - Throws: `UsageError` if `--channel` is none of the frames, or `each`.
  init(_ names: NNUNetChannelNames, _ request: ImportRequest, image: String?) throws {
    let isSeveral = names.numbers.count > 1
    let number = try request.channel.flatMap { choice in
      try choice == "each" ? nil : names.number(choice, takesEach: !isSeveral)
    }
    guard isSeveral else { return }
    if let image, let header = try? VolumeReader.header(image), header.frameCount == 1 {
      guard let choice = request.channel else { return }
      throw UsageError("--channel: found \(choice); \(image) holds one frame; leave the flag out")
    }
    if request.channel == nil {
      note =
        "frame 0 (\(names.word(names.numbers[0]))) is taken of \(names.numbers.count) (\(names.all.quoted)); "
        + "--channel NAME takes another"
    } else if let number {
      frame = number
    } else {
      throw UsageError(
        "--channel: found each; the channels are frames of one file, of which a task reads one; import once a channel "
          + "(\(names.all.joined(separator: ", "))), each time with another --out")
    }
  }
}
