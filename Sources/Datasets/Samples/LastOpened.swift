import Foundation

/// Keeps the volume or slide that was opened last, because an evaluation asks for its parts one after the other.
///
/// A thread that asks for what another is opening waits for it.
final class LastOpened<Value: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  // Guarded by `condition`.
  private var kept: (id: String, value: Value)?
  private var beingOpened: Set<String> = []

  func value(_ id: String, open: () throws -> Value) throws -> Value {
    if let known = lookUp(id) { return known }
    do {
      let value = try open()
      finish(id, value)
      return value
    } catch {
      finish(id, nil)
      throw error
    }
  }

  /// nil makes the caller the one who opens it.
  private func lookUp(_ id: String) -> Value? {
    condition.lock()
    defer { condition.unlock() }
    while kept?.id != id, beingOpened.contains(id) { condition.wait() }
    if let kept, kept.id == id { return kept.value }
    beingOpened.insert(id)
    return nil
  }

  private func finish(_ id: String, _ value: Value?) {
    condition.lock()
    defer { condition.unlock() }
    if let value { kept = (id, value) }
    beingOpened.remove(id)
    condition.broadcast()
  }
}
