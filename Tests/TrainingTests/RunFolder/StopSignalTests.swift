import Foundation
import Testing

@testable import Training

@Suite(.serialized) struct StopSignalTests {
  @Test(arguments: [SIGINT, SIGTERM]) func theFirstSignalSetsTheFlag(number: Int32) {
    let stop = StopSignal.install()
    defer { stop.remove() }
    #expect(!stop.isRequested && stop.name == nil)
    raise(number)
    #expect(stop.isRequested)
    #expect(stop.name == (number == SIGINT ? "SIGINT" : "SIGTERM"))
  }

  /// In a forked child, because the second signal ends the process.
  @Test func theSecondSignalExits130AtOnce() throws {
    typealias Fork = @convention(c) () -> pid_t
    let fork = unsafeBitCast(try #require(dlsym(dlopen(nil, RTLD_NOW), "fork")), to: Fork.self)
    let stop = StopSignal.install()
    defer { stop.remove() }
    let child = fork()
    if child == 0 {
      raise(SIGTERM)
      raise(SIGINT)
      _exit(7)
    }
    var status: Int32 = 0
    #expect(waitpid(child, &status, 0) == child)
    #expect(status & 0x7F == 0 && status >> 8 & 0xFF == 130)
    #expect(!stop.isRequested)
  }
}
