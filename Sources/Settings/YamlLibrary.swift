import CYaml

/// The library that reads YAML.
public enum YamlLibrary {
  /// libyaml's version, such as "0.2.5".
  public static var version: String { String(cString: yaml_get_version_string()) }
}
