/// Names of files, each once: a second `scan` becomes `scan-2`.
struct UnusedNames {
  // In small letters, because some file systems take "A" and "a" for one name.
  private var used: Set<String> = []
  /// The last number of each name that was asked for, so that many equal names are not counted up from 2 each time.
  private var numbers: [String: Int] = [:]

  mutating func next(_ name: String) -> String {
    let key = name.lowercased()
    if used.insert(key).inserted { return name }
    var number = numbers[key, default: 1]
    repeat { number += 1 } while !used.insert("\(key)-\(number)").inserted
    numbers[key] = number
    return "\(name)-\(number)"
  }
}
