namespace Lockkeeper.Failures;

/// <summary>What the process tells its caller. The numbers are part of the interface; they never change meaning.</summary>
public enum ExitCode
{
    /// <summary>Done, or nothing was left to do.</summary>
    Done = 0,

    /// <summary>The options or the configuration are wrong; nothing was contacted.</summary>
    BadConfiguration = 2,

    /// <summary>A gate refused; the target was not touched.</summary>
    Refused = 3,

    /// <summary>Failed; nothing was changed.</summary>
    NothingChanged = 4,

    /// <summary>Failed after something had been changed; that was rolled back.</summary>
    RolledBack = 5,

    /// <summary>State unknown or partly applied: a person must look.</summary>
    Unknown = 6,

    /// <summary>Smoke tests failed and the deployment was left in place.</summary>
    SmokeTestsFailed = 7,

    /// <summary>The monitor failed and the deployment was left in place.</summary>
    MonitorFailed = 8,

    /// <summary>The monitor could not tell.</summary>
    Inconclusive = 9,

    /// <summary>A defect of Lockkeeper itself.</summary>
    Bug = 70,

    /// <summary>Ended by SIGINT; nothing is half done.</summary>
    Interrupted = 130,

    /// <summary>Ended by SIGTERM; nothing is half done.</summary>
    Terminated = 143,
}
