import Foundation
import GoldenArrays

extension TemporaryFolder {
  @discardableResult
  func write(_ name: String, _ text: String) throws -> String { try write(text, to: name) }
}
