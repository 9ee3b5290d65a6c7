import CCrypto
import Foundation

/// SHA-256 through libcrypto, which uses the processor's own instructions.
public enum Sha256 {
  /// Lower-case hexadecimal digest of bytes.
  /// - Throws: `ResourceError` without memory, `RunFolderError` where libcrypto refuses.
  public static func hex(of bytes: [UInt8]) throws -> String {
    let digest = try Digest()
    try bytes.withUnsafeBytes { try digest.add($0) }
    return try digest.hex()
  }

  /// Lower-case hexadecimal digest of a text's UTF-8 bytes.
  /// - Throws: `ResourceError` without memory, `RunFolderError` where libcrypto refuses.
  public static func hex(of text: String) throws -> String { try hex(of: Array(text.utf8)) }

  /// Lower-case hexadecimal digest of a file, read in pieces of one megabyte.
  /// - Throws: `RunFolderError` if the file cannot be read.
  public static func hex(ofFile path: String) throws -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw RunFolderError.system("open", path) }
    defer { close(file) }
    let digest = try Digest()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { buffer.deallocate() }
    while true {
      let count = read(file, buffer.baseAddress, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw RunFolderError.system("read", path) }
      if count == 0 { return try digest.hex() }
      try digest.add(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }

  private final class Digest {
    private let context: OpaquePointer

    init() throws {
      guard let context = EVP_MD_CTX_new() else { throw ResourceError("no memory for a SHA-256 digest") }
      self.context = context
      guard EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else { throw Self.failure }
    }

    deinit { EVP_MD_CTX_free(context) }

    func add(_ bytes: UnsafeRawBufferPointer) throws {
      guard EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else { throw Self.failure }
    }

    func hex() throws -> String {
      var digest = [UInt8](repeating: 0, count: 32)
      guard EVP_DigestFinal_ex(context, &digest, nil) == 1 else { throw Self.failure }
      return digest.map { String(format: "%02x", $0) }.joined()
    }

    private static var failure: RunFolderError { RunFolderError("SHA-256", "libcrypto refused to compute it") }
  }
}
