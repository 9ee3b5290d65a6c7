import Foundation

/// Keeps the volume that was read last, because an evaluation asks for its slices one after the other.
final class LastVolume: @unchecked Sendable {
  private let lock = NSLock()
  private var kept: (id: String, volume: DecodedVolume)?

  func volume(_ record: SampleRecord, _ decoder: VolumeDecoder) throws -> DecodedVolume {
    if let kept = lock.withLock({ kept }), kept.id == record.id { return kept.volume }
    let volume = try decoder.decode(record)
    lock.withLock { kept = (record.id, volume) }
    return volume
  }
}
