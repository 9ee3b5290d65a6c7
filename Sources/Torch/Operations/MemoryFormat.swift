/// The order of an image batch's axes in memory; raw values are libtorch's `MemoryFormat`.
public enum MemoryFormat: Int, Sendable {
  /// Row-major: `[B, C, H, W]` with W innermost.
  case contiguous = 0
  /// C innermost; the shape stays `[B, C, H, W]`.
  case channelsLast = 2
}
