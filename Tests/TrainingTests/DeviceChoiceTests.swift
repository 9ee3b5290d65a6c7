import Testing
import Torch

@testable import Training

@Suite struct DeviceChoiceTests {
  /// What `auto` takes as the precision of an evaluation.
  @Test func theTrainingsPrecisionCountsWhereTheDeviceHasIt() {
    let precision = DeviceChoice.precision(_:trained:automatic:)
    #expect(precision(nil, .float32, .bfloat16) == .float32)
    #expect(precision(nil, .bfloat16, .bfloat16) == .bfloat16)
    #expect(precision(nil, .bfloat16, .float32) == .float32)
    #expect(precision(nil, nil, .bfloat16) == .bfloat16)
    #expect(precision(.bfloat16, .float32, .float32) == .bfloat16)
  }

  @Test func aGPUThatIsSeenOrMeantIsMissed() throws {
    let missed = DeviceChoice.missedGraphics(_:files:)
    let meant = try #require(missed(["CUDA_VISIBLE_DEVICES": "2,3"], ["null", "tty"]))
    #expect(meant.hasPrefix("--device auto: CUDA_VISIBLE_DEVICES is 2,3, but libtorch finds no CUDA device"))
    #expect(meant.contains("say --device cpu"))
    let seen = try #require(missed([:], ["nvidiactl", "nvidia1", "nvidia0", "nvidia-uvm"]))
    #expect(seen.hasPrefix("--device auto: /dev/nvidia0 is there, but"))
  }

  @Test func aMachineWithoutGPUsMissesNone() {
    #expect(DeviceChoice.missedGraphics([:], files: ["null", "nvidia", "nvidiactl", "nvidia-uvm"]) == nil)
    for hidden in ["", "-1", "NoDevFiles"] {
      #expect(DeviceChoice.missedGraphics(["CUDA_VISIBLE_DEVICES": hidden], files: ["nvidia0"]) == nil)
    }
  }

  @Test func aDeviceThatIsNamedIsTakenWithoutAWord() throws {
    let choice = try DeviceChoice(.cpu, precision: nil, environment: ["CUDA_VISIBLE_DEVICES": "0"])
    #expect(choice.device == .cpu && choice.warning == nil && choice.note == nil)
    #expect(choice.precision == (try Precision.automatic(on: .cpu)))
  }
}
