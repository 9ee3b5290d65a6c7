import Foundation

/// Seconds that only grow.
func now() -> Double { ProcessInfo.processInfo.systemUptime }

extension [Double] {
  var median: Double {
    let sorted = sorted()
    return count.isMultiple(of: 2) ? (sorted[count / 2 - 1] + sorted[count / 2]) / 2 : sorted[count / 2]
  }

  var spread: [String: Any] { ["median_s": median, "min_s": self.min() ?? 0, "max_s": self.max() ?? 0, "runs": count] }
}

/// Peak resident memory of this process in KiB (VmHWM).
func peakKiB() -> Int {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
  return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
}
