import Foundation
import Testing

@testable import Training

@Suite(.serialized) struct StopSignalTests {
  @Test(arguments: [(SIGINT, "SIGINT"), (SIGTERM, "SIGTERM"), (SIGHUP, "SIGHUP")])
  func theFirstSignalSetsTheFlag(number: Int32, name: String) {
    let stop = StopSignal.install()
    defer { stop.remove() }
    #expect(!stop.isRequested && stop.name == nil)
    // A signal to the process, as a terminal sends it; another thread than this one may receive it.
    kill(getpid(), number)
    for _ in 0..<5000 where !stop.isRequested { usleep(1000) }
    #expect(stop.isRequested)
    #expect(stop.name == name)
  }

  /// Under `nohup` a run outlives its terminal.
  @Test func anIgnoredHangUpStaysIgnored() {
    signal(SIGHUP, SIG_IGN)
    defer { signal(SIGHUP, SIG_DFL) }
    let stop = StopSignal.install()
    kill(getpid(), SIGHUP)
    usleep(20_000)
    #expect(!stop.isRequested)
    // Whoever is still here after this has outlived it once more.
    stop.remove()
    kill(getpid(), SIGHUP)
  }

  /// In a forked child, because the second signal ends the process.
  @Test func theSecondSignalExits130AtOnce() throws {
    typealias Fork = @convention(c) () -> pid_t
    let fork = unsafeBitCast(try #require(dlsym(dlopen(nil, RTLD_NOW), "fork")), to: Fork.self)
    let stop = StopSignal.install()
    defer { stop.remove() }
    let child = fork()
    if child == 0 {
      var none = sigset_t()
      sigemptyset(&none)
      sigprocmask(SIG_SETMASK, &none, nil)
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
