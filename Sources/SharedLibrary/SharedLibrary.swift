import Foundation

/// A shared library of this package, opened at first use.
///
/// The command links neither libtorch nor the imaging libraries: `--help` starts at once, and a missing library is a
/// sentence with a remedy instead of a death before `main`.
public struct SharedLibrary {
  private let handle: UnsafeMutableRawPointer

  /// Opens `lib<name>.so` (`.dylib` on macOS) from the folder of the running binary, then from the loader's own path.
  /// - Throws: `SharedLibraryError` with the loader's reason when the file or one of its own libraries is missing.
  public init(_ name: String) throws {
    let file = "lib\(name).\(Self.fileExtension)"
    var reasons: [String] = []
    for path in Self.folders.map({ $0 + "/" + file }) where FileManager.default.fileExists(atPath: path) {
      if let opened = dlopen(path, RTLD_NOW | RTLD_LOCAL) {
        handle = opened
        return
      }
      reasons.append(Self.loaderMessage)
    }
    if reasons.isEmpty, let opened = dlopen(file, RTLD_NOW | RTLD_LOCAL) {
      handle = opened
      return
    }
    throw SharedLibraryError(file: file, reason: reasons.first ?? Self.loaderMessage)
  }

  /// The address of an exported C function.
  /// - Throws: `SharedLibraryError` if the library does not export `symbol`.
  public func function<Function>(_ symbol: String, as type: Function.Type) throws -> Function {
    guard let address = dlsym(handle, symbol) else {
      throw SharedLibraryError(file: symbol, reason: Self.loaderMessage)
    }
    return unsafeBitCast(address, to: type)
  }

  private static var fileExtension: String {
    #if os(macOS)
      "dylib"
    #else
      "so"
    #endif
  }

  /// The running binary's folder; of a test bundle, the bundle's folder.
  private static var folders: [String] {
    var found: [String] = []
    for path in [Bundle.main.executablePath, CommandLine.arguments.first].compactMap({ $0 }) {
      let real = URL(fileURLWithPath: path).resolvingSymlinksInPath()
      found.append(real.deletingLastPathComponent().path)
    }
    return found
  }

  private static var loaderMessage: String {
    dlerror().map { String(cString: $0) } ?? "the loader gave no reason"
  }
}
