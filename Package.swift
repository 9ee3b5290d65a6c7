// swift-tools-version: 6.2
import PackageDescription

// C++ lives in two shared libraries that the Swift side opens at first use (Docs/decisions.md, "Doors").
// `make setup` points `.libtorch` at a folder with libtorch's `include` and `lib`.
let libtorch = Context.environment["LIBTORCH"] ?? "\(Context.packageDirectory)/.libtorch"
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

func swiftTarget(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func swiftTests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: "\(name)Tests", dependencies: dependencies + ["GoldenArrays"], swiftSettings: strict)
}

let package = Package(
  name: "umedpt",
  products: [
    .executable(name: "umedpt", targets: ["umedpt"]),
    .executable(name: "umedpt-bench", targets: ["umedpt-bench"]),
    .library(
      name: "UMedPT",
      targets: [
        "Evaluation", "Training", "Datasets", "Imaging", "Models", "NN", "Torch", "SafeTensors", "Settings",
        "Statistics",
      ]),
    .library(name: "CTorchLibrary", type: .dynamic, targets: ["CTorchLibrary"]),
    .library(name: "CImagingLibrary", type: .dynamic, targets: ["CImagingLibrary"]),
  ],
  targets: [
    // Leaves, free for all.
    swiftTarget("Statistics"),
    swiftTarget("SafeTensors"),
    swiftTarget("SharedLibrary"),
    swiftTarget("Settings", ["CYaml"]),
    .systemLibrary(name: "CYaml", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl"])]),

    // The two doors: headers for Swift, C++ behind them.
    .target(name: "CTorch"),
    .target(name: "CImaging"),
    .target(
      name: "CTorchLibrary",
      cxxSettings: [
        .headerSearchPath("../CTorch/include"),
        .unsafeFlags([
          "-isystem", "\(libtorch)/include", "-isystem", "\(libtorch)/include/torch/csrc/api/include", "-O3",
          "-fno-math-errno",
        ]),
      ],
      linkerSettings: [
        .unsafeFlags([
          "-L\(libtorch)/lib", "-ltorch", "-ltorch_cpu", "-lc10", "-Xlinker", "-rpath", "-Xlinker", "\(libtorch)/lib",
        ])
      ]),
    .target(
      name: "CImagingLibrary",
      cxxSettings: [
        .headerSearchPath("../CImaging/include"),
        .unsafeFlags(["-isystem", "/usr/include/opencv4", "-isystem", "/usr/include/ITK-5.2", "-O3"]),
      ],
      linkerSettings: [
        .linkedLibrary("opencv_core"), .linkedLibrary("opencv_imgproc"), .linkedLibrary("opencv_imgcodecs"),
        .linkedLibrary("png"), .linkedLibrary("tiff"), .linkedLibrary("gif"), .linkedLibrary("jpeg"),
        .linkedLibrary("z"), .linkedLibrary("deflate"),
        .linkedLibrary("openslide"),
        .linkedLibrary("gdcmMSFF"), .linkedLibrary("gdcmDSED"), .linkedLibrary("gdcmCommon"),
        .linkedLibrary("ITKCommon-5.2"), .linkedLibrary("ITKIOImageBase-5.2"),
        .linkedLibrary("ITKIONIFTI-5.2"), .linkedLibrary("ITKIONRRD-5.2"), .linkedLibrary("ITKIOMeta-5.2"),
        .linkedLibrary("itkvnl-5.2"), .linkedLibrary("itkvnl_algo-5.2"), .linkedLibrary("itksys-5.2"),
      ]),

    // The product, arrows down only.
    swiftTarget("Torch", ["CTorch", "SharedLibrary"]),
    swiftTarget("NN", ["Torch", "SafeTensors"]),
    swiftTarget("Models", ["NN", "Torch", "SafeTensors"]),
    swiftTarget("Imaging", ["CImaging", "SharedLibrary", "Statistics"]),
    swiftTarget("Datasets", ["Imaging", "Settings", "Statistics"]),
    swiftTarget(
      "Training", ["Models", "NN", "Torch", "Datasets", "Imaging", "Settings", "Statistics", "SafeTensors", "CCrypto"]),
    swiftTarget(
      "Evaluation", ["Training", "Models", "NN", "Torch", "Datasets", "Imaging", "Settings", "Statistics"]),
    swiftTarget("Demonstration", ["Imaging", "Statistics"]),
    .executableTarget(
      name: "umedpt",
      dependencies: [
        "Evaluation", "Training", "Models", "Datasets", "Imaging", "Settings", "Statistics", "Torch", "SharedLibrary",
        "Demonstration",
      ],
      swiftSettings: strict),

    // Our side of Benchmarks/.
    .executableTarget(
      name: "umedpt-bench",
      dependencies: [
        "Evaluation", "Training", "Models", "NN", "Torch", "Datasets", "Imaging", "Settings", "GoldenArrays",
      ],
      path: "Benchmarks/umedpt-bench", swiftSettings: strict),

    // Compiled here too, so that the example of the library stays true.
    .executableTarget(
      name: "library-example", dependencies: ["Evaluation", "Training", "Datasets", "Models", "Settings", "Torch"],
      path: "Examples/library/Sources/train-and-score", swiftSettings: strict),

    // Tests mirror the targets; GoldenArrays reads Tests/Golden.
    // Optimised in debug builds too: it computes millions of formula weights.
    .target(
      name: "GoldenArrays", dependencies: ["SafeTensors"], path: "Tests/GoldenArrays",
      swiftSettings: strict + [.unsafeFlags(["-O"])]),
    swiftTests("Statistics", ["Statistics"]),
    swiftTests("SafeTensors", ["SafeTensors"]),
    swiftTests("Settings", ["Settings"]),
    swiftTests("Torch", ["Torch", "CTorchLibrary"]),
    swiftTests("NN", ["NN", "CTorchLibrary"]),
    swiftTests("Models", ["Models", "CTorchLibrary"]),
    swiftTests("Imaging", ["Imaging", "CImagingLibrary"]),
    swiftTests("Datasets", ["Datasets", "CImagingLibrary"]),
    swiftTests("Training", ["Training", "CTorchLibrary", "CImagingLibrary"]),
    swiftTests("Evaluation", ["Evaluation", "CTorchLibrary", "CImagingLibrary"]),
    swiftTests("Demonstration", ["Demonstration", "CImagingLibrary"]),
    swiftTests(
      "Command", ["umedpt", "Settings", "Datasets", "Imaging", "Training", "CTorchLibrary", "CImagingLibrary"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx20
)
