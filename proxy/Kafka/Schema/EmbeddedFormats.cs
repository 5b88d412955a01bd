namespace Compliance.Kafka.Schema;

/// <summary>
/// Formats that hide inside a bytes field of JoinGroup, SyncGroup and DescribeGroups where the protocol type is
/// "consumer": int16 version, then the message. Never flexible; a version above 3 only appends, so it is read as 3 and
/// its tail is kept.
/// </summary>
public static class EmbeddedFormats
{
    private const short LastVersion = 3;

    private static readonly MessageProgram?[] Subscriptions = new MessageProgram?[LastVersion + 1];
    private static readonly MessageProgram?[] Assignments = new MessageProgram?[LastVersion + 1];

    /// <summary>Which topics a consumer wants, which it has.</summary>
    public static MessageProgram Subscription(short version) => Program(Subscriptions, "ConsumerProtocolSubscription", version);

    /// <summary>Which partitions a consumer gets.</summary>
    public static MessageProgram Assignment(short version) => Program(Assignments, "ConsumerProtocolAssignment", version);

    private static MessageProgram Program(MessageProgram?[] programs, string name, short version)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(version);
        short readAs = Math.Min(version, LastVersion);
        ref MessageProgram? slot = ref programs[readAs];
        if (Volatile.Read(ref slot) is { } known)
            return known;
        MessageProgram compiled = ProgramCompiler.Compile(ProtocolFile.Message(name), null, Direction.Request, readAs);
        return Interlocked.CompareExchange(ref slot, compiled, null) ?? compiled;
    }
}
