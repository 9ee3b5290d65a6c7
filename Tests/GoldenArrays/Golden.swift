import Foundation
import SafeTensors

/// Reference arrays made by `Tools/golden`, read from `Tests/Golden/<name>.safetensors`.
public struct Golden: Sendable {
  public let file: SafeTensorsFile

  /// - Parameter name: area and file without extension, such as `models/swin_nano`.
  public init(_ name: String) throws {
    file = try SafeTensorsFile(path: Golden.folder + "/\(name).safetensors")
  }

  public var names: [String] { file.names }
  public var metadata: [String: String] { file.metadata }

  public func floats(_ name: String) throws -> [Float] { try file.floats(name) }
  public func doubles(_ name: String) throws -> [Double] { try file.doubles(name) }
  public func integers(_ name: String) throws -> [Int64] { try file.integers(name) }
  public func shape(_ name: String) throws -> [Int] { try file.entry(name).shape }

  /// `Tests/Golden` of this checkout.
  static var folder: String { packageFolder + "/Tests/Golden" }

  /// The package's root: this file lies in `Tests/GoldenArrays`.
  static var packageFolder: String {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.path
  }
}

/// The folder with real data sets: `UMEDPT_DATA`, else `shared/data` beside the checkout; nil where neither exists.
public var dataFolder: String? {
  let beside = URL(fileURLWithPath: Golden.packageFolder).deletingLastPathComponent().appendingPathComponent(
    "shared/data")
  let path = ProcessInfo.processInfo.environment["UMEDPT_DATA"] ?? beside.path
  var isFolder: ObjCBool = false
  return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue ? path : nil
}
