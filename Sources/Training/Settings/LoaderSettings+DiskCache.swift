import Datasets

extension LoaderSettings {
  /// The cache of decoded records, where the settings ask for one; without it a run is only slower.
  /// - Parameters:
  ///   - folder: where what is known about files is kept between runs.
  ///   - warn: told why there is none, with the remedy.
  func diskCache(in folder: String, warn: (String) -> Void) -> DiskCache? {
    guard diskCacheMiB > 0 else { return nil }
    let folder = folder + "/decoded"
    do {
      return try DiskCache(folder: folder, limitBytes: diskCacheMiB << 20)
    } catch {
      warn(
        "\(folder): no disk cache (\(error.localizedDescription)); "
          + "set XDG_CACHE_HOME to a folder that can be written")
      return nil
    }
  }
}
