import Foundation

/// One line of `metrics.jsonl`.
public struct MetricRecord: Sendable, Equatable {
  /// When it was logged.
  public let time: Date
  /// Updates done before the batch; an evaluation after N updates has step N.
  public let step: Int
  /// nil for a value of the whole run, such as `loss_sum`.
  public let task: String?
  /// `train`, `validation` or `test`.
  public let split: String
  /// Such as `loss`, `learning_rate` or `macro_f1`.
  public let name: String
  /// nil (written `null`) if the value is undefined; NaN and infinities become nil.
  public let value: Double?

  /// - Parameter value: one that is not finite counts as undefined.
  public init(time: Date, step: Int, task: String?, split: String, name: String, value: Double?) {
    self.time = time
    self.step = step
    self.task = task
    self.split = split
    self.name = name
    self.value = value.flatMap { $0.isFinite ? $0 : nil }
  }

  /// What may be written once.
  struct Key: Hashable {
    let step: Int
    let task: String?
    let split: String
    let name: String
  }

  var key: Key { Key(step: step, task: task, split: split, name: name) }

  /// `{"ts":...,"step":...,"task":...,"split":...,"name":...,"value":...}`, always in this order, without a newline.
  /// Numbers are the shortest text that reads back to the same bits.
  var line: String {
    let task = task.map { "\"task\":\($0.quotedInJSON)," } ?? ""
    let value = value.map { "\($0)" } ?? "null"
    return "{\"ts\":\"\(UtcTime.precise(time))\",\"step\":\(step),\(task)\"split\":\(split.quotedInJSON),"
      + "\"name\":\(name.quotedInJSON),\"value\":\(value)}"
  }

  /// Reads a line; nil if it is torn or none of ours.
  init?(line: some Sequence<UInt8>) {
    guard let object = try? JSONDecoder().decode(Fields.self, from: Data(line)), let time = UtcTime.date(object.ts)
    else {
      return nil
    }
    self.init(
      time: time, step: object.step, task: object.task, split: object.split, name: object.name, value: object.value)
  }

  private struct Fields: Decodable {
    let ts: String
    let step: Int
    let task: String?
    let split: String
    let name: String
    let value: Double?
  }
}

extension String {
  /// As JSON writes it, quotes included.
  fileprivate var quotedInJSON: String {
    var result = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20: result += String(format: "\\u%04x", scalar.value)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
