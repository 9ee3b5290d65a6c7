/// How a DICOM file codes its attributes and pixels.
struct TransferSyntax: Sendable {
  enum Codec: Sendable {
    case native, runLength, jpeg, jpegLossless, jpegLS, jpeg2000
    /// Known by name only.
    case unsupported
  }

  let uid: String
  let name: String
  let codec: Codec
  let coding: DicomCoding
  let isDeflated: Bool

  static let implicitLittle = TransferSyntax(uid: "1.2.840.10008.1.2")

  init(uid: String) {
    let known = Self.known[uid]
    self.uid = uid
    name = known?.0 ?? "unknown"
    codec = known?.1 ?? .unsupported
    isDeflated = uid == "1.2.840.10008.1.2.1.99"
    coding = DicomCoding(isImplicit: Self.implicit.contains(uid), isBigEndian: uid == "1.2.840.10008.1.2.2")
  }

  /// Of GE's own syntax, the pixels alone have their most significant byte first.
  private static let privateGE = "1.2.840.113619.5.2"
  private static let papyrus = "1.2.840.10008.1.20"
  private static let implicit = ["1.2.840.10008.1.2", privateGE, papyrus]

  /// Pixels without compression have their most significant byte first.
  var hasBigEndianPixels: Bool { coding.isBigEndian || uid == Self.privateGE }

  /// For people.
  var text: String { "\(name) (\(uid))" }

  /// GDCM's own name for the stream: OpenJPEG reads high-throughput streams where it is told JPEG 2000.
  var uidForLibrary: String { uid.hasPrefix("1.2.840.10008.1.2.4.20") ? "1.2.840.10008.1.2.4.91" : uid }

  private static let known: [String: (String, Codec)] = {
    let base = "1.2.840.10008.1.2"
    var table: [String: (String, Codec)] = [
      base: ("Implicit VR Little Endian", .native),
      base + ".1": ("Explicit VR Little Endian", .native),
      base + ".1.98": ("Encapsulated Uncompressed Explicit VR Little Endian", .unsupported),
      base + ".1.99": ("Deflated Explicit VR Little Endian", .native),
      base + ".2": ("Explicit VR Big Endian", .native),
      base + ".5": ("RLE Lossless", .runLength),
      base + ".6.1": ("RFC 2557 MIME encapsulation", .unsupported),
      base + ".6.2": ("XML Encoding", .unsupported),
      base + ".8.1": ("Deflated Image Frame Compression", .unsupported),
      privateGE: ("GE Implicit VR with Big Endian Pixels", .native),
      papyrus: ("Papyrus 3 Implicit VR Little Endian, retired", .native),
      "1.3.46.670589.33.1.4.1": ("Philips CT Private Explicit VR Little Endian", .unsupported),
    ]
    for (suffix, name, codec) in compressed { table[base + ".4." + suffix] = (name, codec) }
    return table
  }()

  private static let compressed: [(String, String, Codec)] = [
    ("50", "JPEG Baseline (Process 1)", .jpeg),
    ("51", "JPEG Extended (Process 2 and 4)", .jpeg),
    ("52", "JPEG Extended (Process 3 and 5), retired", .jpeg),
    ("53", "JPEG Spectral Selection, Non-Hierarchical (Process 6 and 8), retired", .jpeg),
    ("54", "JPEG Spectral Selection, Non-Hierarchical (Process 7 and 9), retired", .unsupported),
    ("55", "JPEG Full Progression, Non-Hierarchical (Process 10 and 12), retired", .jpeg),
    ("56", "JPEG Full Progression, Non-Hierarchical (Process 11 and 13), retired", .unsupported),
    ("57", "JPEG Lossless, Non-Hierarchical (Process 14)", .jpegLossless),
    ("58", "JPEG Lossless, Non-Hierarchical (Process 15), retired", .unsupported),
    ("70", "JPEG Lossless, Non-Hierarchical, First-Order Prediction (Process 14, Selection Value 1)", .jpegLossless),
    ("80", "JPEG-LS Lossless Image Compression", .jpegLS),
    ("81", "JPEG-LS Lossy (Near-Lossless) Image Compression", .jpegLS),
    ("90", "JPEG 2000 Image Compression (Lossless Only)", .jpeg2000),
    ("91", "JPEG 2000 Image Compression", .jpeg2000),
    ("92", "JPEG 2000 Part 2 Multi-component Image Compression (Lossless Only)", .jpeg2000),
    ("93", "JPEG 2000 Part 2 Multi-component Image Compression", .jpeg2000),
    ("94", "JPIP Referenced", .unsupported),
    ("95", "JPIP Referenced Deflate", .unsupported),
    ("100", "MPEG2 Main Profile / Main Level", .unsupported),
    ("100.1", "Fragmentable MPEG2 Main Profile / Main Level", .unsupported),
    ("101", "MPEG2 Main Profile / High Level", .unsupported),
    ("101.1", "Fragmentable MPEG2 Main Profile / High Level", .unsupported),
    ("102", "MPEG-4 AVC/H.264 High Profile / Level 4.1", .unsupported),
    ("102.1", "Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.1", .unsupported),
    ("103", "MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1", .unsupported),
    ("104", "MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video", .unsupported),
    ("105", "MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video", .unsupported),
    ("106", "MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2", .unsupported),
    ("107", "HEVC/H.265 Main Profile / Level 5.1", .unsupported),
    ("108", "HEVC/H.265 Main 10 Profile / Level 5.1", .unsupported),
    ("110", "JPEG XL Lossless", .unsupported),
    ("111", "JPEG XL JPEG Recompression", .unsupported),
    ("112", "JPEG XL", .unsupported),
    ("201", "High-Throughput JPEG 2000 Image Compression (Lossless Only)", .jpeg2000),
    ("202", "High-Throughput JPEG 2000 with RPCL Options Image Compression (Lossless Only)", .jpeg2000),
    ("203", "High-Throughput JPEG 2000 Image Compression", .jpeg2000),
    ("204", "JPIP HTJ2K Referenced", .unsupported),
    ("205", "JPIP HTJ2K Referenced Deflate", .unsupported),
  ]
}
