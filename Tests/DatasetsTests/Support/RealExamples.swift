import Datasets
import Foundation
import GoldenArrays

/// A description of the mini database, over the folder of real data.
func example(_ name: String) throws -> TaskDescription {
  let package = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
  let path = package.appendingPathComponent("Examples/mini-database/\(name).yaml").path
  return try TaskDescription.read(path: path, environment: ["UMEDPT_DATA": dataFolder ?? ""])
}
