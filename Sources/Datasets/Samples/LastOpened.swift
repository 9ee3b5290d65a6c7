import Foundation

/// Keeps the volume or slide that was opened last, because an evaluation asks for its parts one after the other.
final class LastOpened<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  // Guarded by `lock`.
  private var kept: (id: String, value: Value)?

  func value(_ id: String, open: () throws -> Value) throws -> Value {
    if let kept = lock.withLock({ kept }), kept.id == id { return kept.value }
    let value = try open()
    lock.withLock { kept = (id, value) }
    return value
  }
}
