/// The attributes that matter to pixels and places. No attribute that names a person is ever read.
enum DicomTag {
  static let transferSyntax: UInt32 = 0x0002_0010
  static let storageClass: UInt32 = 0x0008_0016
  static let instance: UInt32 = 0x0008_0018
  static let modality: UInt32 = 0x0008_0060
  static let sliceThickness: UInt32 = 0x0018_0050
  static let spacingBetweenSlices: UInt32 = 0x0018_0088
  static let seriesInstance: UInt32 = 0x0020_000E
  static let instanceNumber: UInt32 = 0x0020_0013
  static let position: UInt32 = 0x0020_0032
  static let orientation: UInt32 = 0x0020_0037
  static let planePositions: UInt32 = 0x0020_9113
  static let planeOrientations: UInt32 = 0x0020_9116
  static let samples: UInt32 = 0x0028_0002
  static let photometric: UInt32 = 0x0028_0004
  static let planarConfiguration: UInt32 = 0x0028_0006
  static let frames: UInt32 = 0x0028_0008
  static let rows: UInt32 = 0x0028_0010
  static let columns: UInt32 = 0x0028_0011
  static let pixelSpacing: UInt32 = 0x0028_0030
  static let bitsAllocated: UInt32 = 0x0028_0100
  static let bitsStored: UInt32 = 0x0028_0101
  static let highBit: UInt32 = 0x0028_0102
  static let pixelRepresentation: UInt32 = 0x0028_0103
  static let windowCenter: UInt32 = 0x0028_1050
  static let windowWidth: UInt32 = 0x0028_1051
  static let rescaleIntercept: UInt32 = 0x0028_1052
  static let rescaleSlope: UInt32 = 0x0028_1053
  static let windowFunction: UInt32 = 0x0028_1056
  static let paletteDescriptors: [UInt32] = [0x0028_1101, 0x0028_1102, 0x0028_1103]
  static let paletteTables: [UInt32] = [0x0028_1201, 0x0028_1202, 0x0028_1203]
  static let segmentedPalette: UInt32 = 0x0028_1221
  static let lossyCompression: UInt32 = 0x0028_2110
  static let modalityTable: UInt32 = 0x0028_3000
  static let tableDescriptor: UInt32 = 0x0028_3002
  static let tableData: UInt32 = 0x0028_3006
  static let windowTable: UInt32 = 0x0028_3010
  static let pixelMeasures: UInt32 = 0x0028_9110
  static let frameWindows: UInt32 = 0x0028_9132
  static let pixelTransformations: UInt32 = 0x0028_9145
  static let segmentationType: UInt32 = 0x0062_0001
  static let segments: UInt32 = 0x0062_0002
  static let segmentNumber: UInt32 = 0x0062_0004
  static let segmentLabel: UInt32 = 0x0062_0005
  static let segmentIdentification: UInt32 = 0x0062_000A
  static let referencedSegment: UInt32 = 0x0062_000B
  static let doseFrameOffsets: UInt32 = 0x3004_000C
  static let doseScaling: UInt32 = 0x3004_000E
  static let sharedGroups: UInt32 = 0x5200_9229
  static let frameGroups: UInt32 = 0x5200_9230
  static let extendedOffsets: UInt32 = 0x7FE0_0001
  static let floatPixels: UInt32 = 0x7FE0_0008
  static let doublePixels: UInt32 = 0x7FE0_0009
  static let pixels: UInt32 = 0x7FE0_0010

  static let item: UInt32 = 0xFFFE_E000
  static let itemEnd: UInt32 = 0xFFFE_E00D
  static let sequenceEnd: UInt32 = 0xFFFE_E0DD

  static func isPixels(_ tag: UInt32) -> Bool { tag == pixels || tag == floatPixels || tag == doublePixels }

  static func text(_ tag: UInt32) -> String {
    let digits = String(tag, radix: 16, uppercase: true)
    let padded = String(repeating: "0", count: 8 - digits.count) + digits
    return "(\(padded.prefix(4)),\(padded.suffix(4)))"
  }
}
