import Foundation
import GoldenArrays
import Settings
import Testing

@testable import Training

@Suite struct RunFolderTests {
  private let now = Date(timeIntervalSince1970: 1_764_085_820.5)

  @Test func aSecondRunOfTheSameSecondGetsItsOwnFolder() throws {
    let temporary = try TemporaryFolder()
    let first = try RunFolder.create(name: "demo", in: temporary.path + "/runs", now: now)
    try first.writeResolvedSettings("a: 1\n")
    let second = try RunFolder.create(name: "demo", in: temporary.path + "/runs", now: now)
    #expect(temporary.names("runs") == ["demo-20251125T155020Z", "demo-20251125T155020Z-2"])
    #expect(try temporary.text("runs/demo-20251125T155020Z/config.resolved.yaml") == "a: 1\n")
    #expect(temporary.names("runs/demo-20251125T155020Z-2") == ["lock"])
    #expect(first.path != second.path)
  }

  @Test(arguments: ["", ".hidden", "-x", "a/b", "..", "a b", "é", "a\u{0}b", String(repeating: "x", count: 101)])
  func namesThatFitNoFolderAreRefused(name: String) throws {
    let temporary = try TemporaryFolder()
    let error = #expect(throws: RunFolderError.self) {
      try RunFolder.create(name: name, in: temporary.path, now: now)
    }
    #expect(error?.exitCode == .usage)
    #expect(temporary.names() == [])
  }

  @Test func anOpenFolderRefusesASecondHolder() throws {
    let temporary = try TemporaryFolder()
    var folder: RunFolder? = try RunFolder.create(name: "demo", in: temporary.path, now: now)
    let path = try #require(folder?.path)
    let error = #expect(throws: RunFolderError.self) { try RunFolder.open(path) }
    #expect(error?.exitCode == .usage)
    #expect(error?.description.hasPrefix("\(path): in use by process \(getpid()); wait until it ends") == true)
    folder = nil
    #expect(try RunFolder.open(path).path == path)
  }

  @Test(.enabled(if: program("flock") != nil, "needs flock"))
  func theLockOfAKilledProcessHoldsNothing() throws {
    let flock = try #require(program("flock"))
    let temporary = try TemporaryFolder()
    try temporary.write("", "lock")
    let holder = Process()
    holder.executableURL = flock
    holder.arguments = [
      "--no-fork", temporary.path + "/lock", "sh", "-c", ": > '\(temporary.path)/held'; exec sleep 60",
    ]
    try holder.run()
    while holder.isRunning, !FileManager.default.fileExists(atPath: temporary.path + "/held") { usleep(2000) }
    #expect(throws: RunFolderError.self) { try RunFolder.open(temporary.path) }
    kill(holder.processIdentifier, SIGKILL)
    holder.waitUntilExit()
    #expect(try RunFolder.open(temporary.path).path == temporary.path)
    #expect(try temporary.text("lock") == "\(getpid())\n")
  }

  @Test func onlyAFolderCanBeOpened() throws {
    let temporary = try TemporaryFolder()
    try temporary.write("", "file")
    for name in ["none", "file"] {
      let error = #expect(throws: RunFolderError.self) { try RunFolder.open("\(temporary.path)/\(name)") }
      #expect(error?.exitCode == .usage)
    }
    #expect(temporary.names() == ["file"])
  }

  @Test func foldersOfANameAreFoundTheNewestFirst() throws {
    let temporary = try TemporaryFolder()
    let names = [
      "a-20251125T155020Z", "a-20251125T155020Z-2", "a-20251125T155020Z-10", "a-20251124T235959Z",
      "a-b-20261125T155020Z", "a-20261125T155020Z-x", "a-2026", "a-20261125T155020Z-1-2",
    ]
    // The last one failed before it had settings.
    for name in names + ["a-20270101T000000Z"] { mkdir("\(temporary.path)/\(name)", 0o755) }
    for name in names { try temporary.write("", "\(name)/config.resolved.yaml") }
    let found = RunFolder.folders(name: "a", in: temporary.path)
    let wanted = [
      "a-20251125T155020Z-10", "a-20251125T155020Z-2", "a-20251125T155020Z", "a-20251124T235959Z",
    ]
    #expect(found == wanted.map { "\(temporary.path)/\($0)" })
    #expect(RunFolder.folders(name: "a-b", in: temporary.path) == ["\(temporary.path)/a-b-20261125T155020Z"])
    #expect(RunFolder.folders(name: "c", in: temporary.path) == [])
    #expect(RunFolder.folders(name: "c", in: "/nowhere") == [])
  }

  @Test func timesReadBack() {
    #expect(UtcTime.precise(now) == "2025-11-25T15:50:20.500Z")
    #expect(UtcTime.date("2025-11-25T15:50:20.500Z") == now)
    #expect(UtcTime.precise(Date(timeIntervalSince1970: 0.9996)) == "1970-01-01T00:00:01.000Z")
    #expect(UtcTime.date("2025-11-25") == nil && UtcTime.date("") == nil)
  }

  @Test func recordsReadBackAndSortTheirKeys() throws {
    let temporary = try TemporaryFolder()
    let path = temporary.path + "/run.json"
    var record = RunRecord(
      name: "demo", versions: ["umedpt": "0.1.0", "libtorch": "2.13.0"], command: ["train", "a/b.yaml"],
      settingsHash: try Sha256.hex(of: "abc"), dataFingerprints: ["x": "1"], device: "cpu", seed: .max, started: now)
    record.resumedFromStep = [5, 10]
    record.timings["training"] = 1.5
    record.finish(at: now.addingTimeInterval(60))
    try record.write(to: path)
    #expect(try RunRecord.read(path) == record)
    let text = try temporary.text("run.json")
    let keys = text.split(separator: "\n").filter { $0.hasPrefix("  \"") }.map { $0.split(separator: "\"")[1] }
    #expect(
      keys == [
        "command", "data_fingerprints", "device", "finished", "name", "quarantined_files", "resumed_from_step",
        "schema_version", "seed", "settings_hash", "started", "timings", "versions",
      ])
    #expect(text.contains("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"))
    #expect(temporary.names() == ["run.json"])
  }

  @Test func laterPartsAreRecordedAndTheirChangesTold() throws {
    func part(_ device: String, _ precision: String) -> RunRecord {
      var record = RunRecord(
        name: "demo", versions: ["umedpt": "0.1.0"], command: ["train", device], settingsHash: "",
        dataFingerprints: [:], device: device, seed: 1, started: now)
      record.precision = precision
      return record
    }
    let temporary = try TemporaryFolder()
    var record = part("cpu", "fp32")
    #expect(record.changeOfPart == nil)
    record.resume(from: 5, as: part("cpu", "fp32"))
    #expect(record.changeOfPart == nil)
    record.resume(from: 8, as: part("cuda:0", "bf16"))
    let change = record.changeOfPart ?? ""
    #expect(change.contains("on cpu and continues on cuda:0") && change.contains("in fp32 and continues in bf16"))
    try record.write(to: temporary.path + "/run.json")
    let read = try RunRecord.read(temporary.path + "/run.json")
    #expect(read == record && read.device == "cpu" && read.resumedFromStep == [5, 8])
    #expect(read.resumptions?.map(\.command) == [["train", "cpu"], ["train", "cuda:0"]])
  }

  /// Decoders have a part in the numbers, so another version of one is told.
  @Test func anotherLibraryInALaterPartIsTold() throws {
    func part(_ versions: [String: String]) -> RunRecord {
      RunRecord(
        name: "demo", versions: versions, command: [], settingsHash: "", dataFingerprints: [:], device: "cpu", seed: 1,
        started: now)
    }
    var record = part(["umedpt": "0.1.0", "libjpeg": "2.1.5", "GDCM": "3.0.21"])
    record.resume(from: 5, as: part(["umedpt": "0.1.0", "libjpeg": "2.1.6", "GDCM": "3.0.21"]))
    #expect(record.changeOfPart?.contains("with libjpeg 2.1.5 and continues with 2.1.6") == true)
    #expect(record.changeOfPart?.contains("GDCM") == false)
    // A record that does not name the decoders yet.
    var older = part(["umedpt": "0.1.0"])
    older.resume(from: 5, as: part(["umedpt": "0.1.0", "libjpeg": "2.1.6"]))
    #expect(older.changeOfPart == nil)
  }

  @Test func thePrecisionOfACheckpointIsThatOfItsPart() throws {
    func part(_ precision: String?) -> RunRecord {
      var record = RunRecord(
        name: "demo", versions: [:], command: [], settingsHash: "", dataFingerprints: [:], device: "cpu", seed: 1,
        started: now)
      record.precision = precision
      return record
    }
    var record = part("bf16")
    #expect(record.precision(at: 3) == .bfloat16)
    record.resume(from: 5, as: part("fp32"))
    #expect(record.precision(at: 5) == .bfloat16 && record.precision(at: 6) == .float32)
    #expect(part(nil).precision(at: 3) == nil && part("fp8").precision(at: 3) == nil)
  }

  /// Keys that came later may be missing.
  @Test func anOlderRecordReads() throws {
    let temporary = try TemporaryFolder()
    try temporary.write(
      """
      {"command": [], "data_fingerprints": {}, "device": "cpu", "name": "demo", "quarantined_files": 0,
       "resumed_from_step": [], "schema_version": 1, "seed": 1, "settings_hash": "",
       "started": "2025-11-25T15:50:20.500Z", "timings": {}, "versions": {"umedpt": "0.1.0"}}
      """, "run.json")
    let record = try RunRecord.read(temporary.path + "/run.json")
    #expect(record.inForce == nil && record.precision == nil && record.resumptions == nil)
  }

  @Test func aRecordOfAnotherVersionIsRefused() throws {
    let temporary = try TemporaryFolder()
    var record = RunRecord(
      name: "demo", versions: [:], command: [], settingsHash: "", dataFingerprints: [:], device: "cpu", seed: 1,
      started: now)
    record.schemaVersion = 2
    try record.write(to: temporary.path + "/run.json")
    let error = #expect(throws: RunFolderError.self) { try RunRecord.read(temporary.path + "/run.json") }
    #expect(error?.description.contains("run.json: schema_version: found 2") == true)
  }

  @Test func aMissingOrForeignRecordIsNamed() throws {
    let temporary = try TemporaryFolder()
    #expect(throws: RunFolderError.self) { try RunRecord.read(temporary.path + "/run.json") }
    try temporary.write("{\"name\": 1}", "run.json")
    let error = #expect(throws: RunFolderError.self) { try RunRecord.read(temporary.path + "/run.json") }
    #expect(error?.description.contains("no run record: ") == true)
    #expect(error?.description.contains("DecodingError") == false)
  }

  @Test func quarantinedFilesAreListedOnceAndQuoted() throws {
    let temporary = try TemporaryFolder()
    let row = QuarantineTable.Row(task: "a", id: "007", path: "x, \"y\".png", reason: "ends early\r\nat 3")
    let other = QuarantineTable.Row(task: "a", id: "008", path: "z.png", reason: "zero bytes")
    try QuarantineTable.write([row, row, other], to: temporary.path + "/quarantine.csv")
    #expect(
      try temporary.text("quarantine.csv")
        == "task,id,path,reason\na,007,\"x, \"\"y\"\".png\",\"ends early\r\nat 3\"\na,008,z.png,zero bytes\n")
  }

  @Test func bytesAreGivenInWords() {
    #expect(
      [0, 999, 1000, 12_345_678, 999_999, 5 << 40].map(DiskSpace.words) == [
        "0 bytes", "999 bytes", "1.0 kB", "12.3 MB", "1.0 MB", "5.5 TB",
      ])
    #expect((DiskSpace.free(at: "/tmp/none/such") ?? 0) > 0)
  }
}
