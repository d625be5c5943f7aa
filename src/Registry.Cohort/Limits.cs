namespace Registry.Cohort;

/// <summary>Every bound of the generator.</summary>
public static class Limits
{
    /// <summary>Most subjects of one cohort.</summary>
    public const int Subjects = 10_000_000;

    /// <summary>Subjects that one worker makes at a time.</summary>
    public const int BlockSubjects = 64;

    /// <summary>Threads that make blocks at most.</summary>
    public const int Threads = 256;

    /// <summary>Connections to a server at most.</summary>
    public const int Connections = 64;

    /// <summary>How often one bundle is sent when the server is busy or away.</summary>
    public const int SendAttempts = 20;

    /// <summary>Longest wait that is honoured between two attempts.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    /// <summary>Time that one request may take.</summary>
    public static readonly TimeSpan RequestTime = TimeSpan.FromMinutes(2);

    /// <summary>First entry at the earliest.</summary>
    public static readonly DateOnly EarliestEntry = new(1900, 1, 1);

    /// <summary>Cut at the latest.</summary>
    public static readonly DateOnly LatestCut = new(2200, 1, 1);
}
