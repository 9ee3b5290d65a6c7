import CTorch
import Foundation
import SharedLibrary

/// The door to libtorch: opened at first use, once a process.
///
/// Every function here throws `SharedLibraryError` where libtorch is not found or belongs to another version.
public enum TorchLibrary {
  package typealias Door = UnsafePointer<um_torch_door>

  private static let opened: Result<SendableDoor, any Error> = Result { try open() }

  package static func door() throws -> Door { try opened.get().door }

  /// libtorch's version, such as "2.13.0".
  /// - Throws: `SharedLibraryError`.
  public static func version() throws -> String { String(cString: try door().pointee.torch_version()!) }

  /// Threads of one operator (OpenMP's team of the calling thread).
  /// - Throws: `SharedLibraryError`.
  public static func threadCount() throws -> Int { Int(try door().pointee.thread_count()) }

  /// Seeds libtorch's own generators (initial weights, drop path); the data path has its own randomness.
  /// - Throws: `SharedLibraryError`.
  public static func seed(_ seed: UInt64) throws { try door().pointee.seed(seed) }

  /// Whether this CPU multiplies bfloat16 in hardware.
  /// - Throws: `SharedLibraryError`.
  public static func hasFastBFloat16() throws -> Bool { try door().pointee.has_fast_bfloat16() }

  /// GPUs that libtorch sees; 0 where it was built without CUDA.
  /// - Throws: `SharedLibraryError`.
  public static func cudaDeviceCount() throws -> Int { Int(try door().pointee.cuda_device_count()) }

  /// The compute capability of a GPU, such as (8, 0); nil where the driver does not tell.
  /// - Throws: `SharedLibraryError`.
  public static func cudaCapability(of index: Int) throws -> (major: Int, minor: Int)? {
    var (major, minor): (Int32, Int32) = (0, 0)
    guard try door().pointee.cuda_capability(Int32(index), &major, &minor) else { return nil }
    return (Int(major), Int(minor))
  }

  /// Keeps freed buffers in the process while `body` runs, and returns them afterwards: a training step asks for the
  /// same sizes over and over (Docs/decisions.md, "Allocator").
  /// - Throws: what `body` throws.
  public static func keepingFreedMemory<R>(_ body: () throws -> R) throws -> R {
    let door = try door()
    door.pointee.keep_freed_memory(true)
    defer {
      door.pointee.keep_freed_memory(false)
      door.pointee.return_freed_memory()
    }
    return try body()
  }

  private static func open() throws -> SendableDoor {
    sleepInsteadOfSpinning()
    let library = try SharedLibrary("CTorchLibrary")
    let open = try library.function("um_open_torch_door", as: um_open_torch_door_function.self)
    guard let door = open(), door.pointee.version == UM_TORCH_DOOR_VERSION else {
      throw SharedLibraryError(file: "libCTorchLibrary", reason: "it belongs to another version; run `make build`")
    }
    return SendableDoor(door: door)
  }

  /// Threads of a team that wait at a barrier sleep after about a tenth of a millisecond (4000 turns of 10 to 40 ns). By
  /// default they spin for many milliseconds, and where another program or our own loader wants the core, the thread they
  /// wait for does not get it. libgomp reads the variable when it is loaded, which is just after this; what the user has
  /// set stays.
  private static func sleepInsteadOfSpinning() {
    guard getenv("OMP_WAIT_POLICY") == nil else { return }
    setenv("GOMP_SPINCOUNT", "4000", 0)
  }

  /// The table is constant and its functions may be called from any thread.
  private struct SendableDoor: @unchecked Sendable { let door: Door }
}
