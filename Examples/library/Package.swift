// swift-tools-version: 6.2
import PackageDescription

// A program of your own that uses umedpt as a library. Both doors are products of their own: their C++ is opened at run
// time from the folder of the program.
let package = Package(
  name: "example",
  dependencies: [.package(name: "umedpt", path: "../..")],
  targets: [
    .executableTarget(
      name: "train-and-score",
      dependencies: [
        .product(name: "UMedPT", package: "umedpt"),
        .product(name: "CTorchLibrary", package: "umedpt"),
        .product(name: "CImagingLibrary", package: "umedpt"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
