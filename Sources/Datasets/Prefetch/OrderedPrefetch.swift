import Foundation

/// Makes items 0, 1, 2, ... ahead of their consumer, on several threads, and hands them out in exactly that order.
///
/// An item is made of parts, so that several threads can work on the next one. Items that are being made or wait to be
/// taken hold at most `budgetBytes` together (a single larger one is still made) and are at most `itemsAhead`. A
/// failing item arrives in its place and the items after it go on. With 0 threads everything happens in `next()`.
///
/// Parts are begun in order: when one is, all parts before it are done or in work. `Producer` must give the same item
/// for the same number, whatever thread asks.
package final class OrderedPrefetch<Producer: PrefetchProducer> {
  private let state: PrefetchState<Producer>
  private let threadCount: Int

  /// - Parameters:
  ///   - count: items in all; those of a training do not end.
  ///   - threads: that make items; 0 makes them in `next()`.
  ///   - budgetBytes: of the items that are being made or wait to be taken.
  ///   - itemsAhead: as many of them at most; 0 counts as 1.
  package init(_ producer: Producer, count: Int = .max, threads: Int, budgetBytes: Int, itemsAhead: Int) {
    state = PrefetchState(producer, count: count, budgetBytes: budgetBytes, itemsAhead: max(1, itemsAhead))
    threadCount = max(0, threads)
    for number in 0..<threadCount { start(number) }
  }

  deinit { close() }

  /// The next item; waits for it.
  /// - Throws: what making it threw; `PrefetchClosed` after `close()` and after the last item.
  package func next() throws -> Producer.Item {
    try threadCount == 0 ? state.makeNext() : state.takeNext()
  }

  /// Stops the threads and waits until they have left; parts in work are finished first.
  package func close() { state.stop() }

  /// Bytes of all items that are being made or wait to be taken, and the most there ever were.
  var heldBytes: (now: Int, peak: Int) { state.heldBytes }

  private func start(_ number: Int) {
    state.threadWillStart()
    // The thread holds the state only: this object can go away while it waits.
    let thread = Thread { [state] in state.work() }
    thread.name = "umedpt-loader-\(number)"
    thread.stackSize = Self.stackBytes
    thread.start()
  }
}

extension OrderedPrefetch {
  /// As the main thread's; decoding libraries are written for it.
  private static var stackBytes: Int { 8 << 20 }

  /// Items that are made whole, such as the samples of an evaluation.
  package convenience init<Item: Sendable>(
    count: Int, threads: Int, itemsAhead: Int, _ make: @escaping @Sendable (Int) throws -> Item
  ) where Producer == WholeItems<Item> {
    self.init(WholeItems(make: make), count: count, threads: threads, budgetBytes: .max, itemsAhead: itemsAhead)
  }
}

/// Items of one part and without bytes that count.
package struct WholeItems<Item: Sendable>: PrefetchProducer {
  let make: @Sendable (Int) throws -> Item

  package func plan(_ number: Int) -> Int { number }
  package func partCount(_ number: Int) -> Int { 1 }
  package func byteCount(_ number: Int) -> Int { 0 }
  package func part(_ number: Int, _ index: Int) throws -> Item { try make(number) }
  package func assemble(_ number: Int, _ parts: [Item]) -> Item { parts[0] }
}

/// Makes numbered items out of parts; all methods are called from any thread.
package protocol PrefetchProducer: Sendable {
  associatedtype Plan: Sendable
  associatedtype Part: Sendable
  associatedtype Item: Sendable

  /// What item `number` will be; cheap.
  func plan(_ number: Int) -> Plan
  /// How many parts it has; at least 1.
  func partCount(_ plan: Plan) -> Int
  /// Of memory that it takes from its first part on until it is taken.
  func byteCount(_ plan: Plan) -> Int
  /// One of its parts, counted from 0.
  /// - Throws: what `next()` throws in the place of the item.
  func part(_ plan: Plan, _ index: Int) throws -> Part
  /// The item of all parts, in their order.
  /// - Throws: what `next()` throws in the place of the item.
  func assemble(_ plan: Plan, _ parts: [Part]) throws -> Item
}

/// Thrown by `next()` after the prefetch was closed, and after its last item.
struct PrefetchClosed: Error, CustomStringConvertible {
  var description: String { "nothing more can be taken: the stream was closed, or its last item is taken" }
}

/// What the threads share; every stored `var` is guarded by `condition`, but without threads nothing is shared.
private final class PrefetchState<Producer: PrefetchProducer>: @unchecked Sendable {
  /// One item on its way.
  private struct Slot {
    let plan: Producer.Plan
    let bytes: Int
    var claimed = 0
    var parts: [Result<Producer.Part, any Error>?]
    var missing: Int
    var result: Result<Producer.Item, any Error>?
  }

  private enum Job {
    case part(number: Int, index: Int, Producer.Plan)
    case wait
    case leave
  }

  private let producer: Producer
  private let count: Int
  private let budgetBytes: Int
  private let itemsAhead: Int
  private let condition = NSCondition()
  private var slots: [Int: Slot] = [:]
  /// The item that the consumer takes next, and the item that is admitted next.
  private var head = 0
  private var admitted = 0
  /// The first item that may have an unclaimed part.
  private var firstOpen = 0
  private var bytes = 0
  private var peakBytes = 0
  private var isStopped = false
  private var threads = 0

  init(_ producer: Producer, count: Int, budgetBytes: Int, itemsAhead: Int) {
    self.producer = producer
    self.count = count
    self.budgetBytes = budgetBytes
    self.itemsAhead = itemsAhead
  }

  var heldBytes: (now: Int, peak: Int) { condition.withLock { (bytes, peakBytes) } }

  func threadWillStart() { condition.withLock { threads += 1 } }

  func stop() {
    condition.lock()
    isStopped = true
    condition.broadcast()
    while threads > 0 { condition.wait() }
    slots = [:]
    condition.unlock()
  }

  // MARK: Consumer

  /// Makes the next item here and now.
  func makeNext() throws -> Producer.Item {
    if condition.withLock({ isStopped || head == count }) { throw PrefetchClosed() }
    let plan = producer.plan(head)
    head += 1
    peakBytes = max(peakBytes, producer.byteCount(plan))
    let parts = try (0..<producer.partCount(plan)).map { try producer.part(plan, $0) }
    return try producer.assemble(plan, parts)
  }

  func takeNext() throws -> Producer.Item {
    condition.lock()
    defer { condition.unlock() }
    while !isStopped, head < count, slots[head]?.result == nil { condition.wait() }
    guard !isStopped, let slot = slots.removeValue(forKey: head), let result = slot.result else {
      throw PrefetchClosed()
    }
    head += 1
    bytes -= slot.bytes
    condition.broadcast()
    return try result.get()
  }

  // MARK: Threads

  func work() {
    while true {
      switch nextJob() {
      case .leave: return
      case .wait: continue
      case .part(let number, let index, let plan):
        let made = Result { try producer.part(plan, index) }
        if let parts = finish(number, index, made) { complete(number, plan, parts) }
      }
    }
  }

  /// The earliest unclaimed part; waits once if there is none.
  private func nextJob() -> Job {
    condition.lock()
    defer { condition.unlock() }
    if isStopped {
      threads -= 1
      condition.broadcast()
      return .leave
    }
    if let job = claim() ?? (admit() ? claim() : nil) { return job }
    condition.wait()
    return .wait
  }

  private func claim() -> Job? {
    while firstOpen < admitted {
      if var slot = slots[firstOpen], slot.claimed < slot.parts.count {
        slot.claimed += 1
        slots[firstOpen] = slot
        return .part(number: firstOpen, index: slot.claimed - 1, slot.plan)
      }
      firstOpen += 1
    }
    return nil
  }

  /// Takes one more item on if there is room, or if nothing is on its way.
  private func admit() -> Bool {
    guard admitted < count else { return false }
    let plan = producer.plan(admitted)
    let need = producer.byteCount(plan)
    let isFirst = admitted == head
    guard isFirst || (bytes + need <= budgetBytes && admitted - head < itemsAhead) else { return false }
    let parts = producer.partCount(plan)
    precondition(parts > 0, "an item has at least one part")
    slots[admitted] = Slot(plan: plan, bytes: need, parts: Array(repeating: nil, count: parts), missing: parts)
    admitted += 1
    bytes += need
    peakBytes = max(peakBytes, bytes)
    condition.broadcast()
    return true
  }

  /// Stores a part; returns all of them if it was the last.
  private func finish(
    _ number: Int, _ index: Int, _ made: Result<Producer.Part, any Error>
  ) -> [Result<Producer.Part, any Error>]? {
    condition.lock()
    defer { condition.unlock() }
    guard !isStopped, var slot = slots[number] else { return nil }
    slot.parts[index] = made
    slot.missing -= 1
    slots[number] = slot
    return slot.missing == 0 ? slot.parts.compactMap { $0 } : nil
  }

  /// Puts the item together; of several failures the first part's is told, so that the message does not depend on
  /// timing.
  private func complete(_ number: Int, _ plan: Producer.Plan, _ parts: [Result<Producer.Part, any Error>]) {
    let result = Result { try producer.assemble(plan, parts.map { try $0.get() }) }
    condition.lock()
    slots[number]?.result = result
    slots[number]?.parts = []
    condition.broadcast()
    condition.unlock()
  }
}
