import Testing

@testable import Models
@testable import NN

/// The four sizes: those of Liu et al. 2021, with stochastic depth as the method has it, and nano.
@Suite struct SwinSizesTests {
  @Test(arguments: [
    (SwinConfiguration.Size.nano, 48, [2, 2, 2, 2], [2, 4, 8, 16], 0.1),
    (.tiny, 96, [2, 2, 6, 2], [3, 6, 12, 24], 0.2), (.small, 96, [2, 2, 18, 2], [3, 6, 12, 24], 0.3),
    (.base, 128, [2, 2, 18, 2], [4, 8, 16, 32], 0.5),
  ])
  func numbers(size: SwinConfiguration.Size, channels: Int, depths: [Int], heads: [Int], dropPath: Double) {
    let wanted = SwinConfiguration(channels: channels, depths: depths, heads: heads, dropPath: dropPath)
    #expect(size.configuration == wanted)
    #expect(SwinConfiguration.Size.allCases.count == 4)
  }

  /// The counts of the paper's models without classifier and norms, and drop paths from 0 to the last block's in equal
  /// steps over all blocks.
  @Test(arguments: [
    (SwinConfiguration.Size.nano, 5_112_684), (.tiny, 27_494_586), (.small, 48_794_058), (.base, 86_685_624),
  ])
  func encoder(size: SwinConfiguration.Size, parameterCount: Int) throws {
    let encoder = try SwinEncoder(size.configuration, norm: .layer(affine: false))
    #expect(encoder.parameterCount == parameterCount)
    let found = encoder.stages.flatMap(\.blocks).map(\.dropPath.probability)
    let last = found.count - 1
    #expect(found.count == size.configuration.depths.reduce(0, +))
    for (block, probability) in found.enumerated() {
      let wanted = size.configuration.dropPath * Double(block) / Double(last)
      #expect(abs(probability - wanted) < 1e-12, "block \(block)")
    }
  }
}
