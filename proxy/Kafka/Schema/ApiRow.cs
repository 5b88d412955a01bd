namespace Compliance.Kafka.Schema;

/// <summary>
/// One API: its key, its stable versions and its programs, compiled when first asked for. Immutable to its users, safe
/// for all threads: two threads may compile the same program, one of them is kept.
/// </summary>
public sealed class ApiRow
{
    private const short ApiVersionsKey = 18;

    private readonly short _flexibleFrom;
    private readonly MessageProgram?[] _requests;
    private readonly MessageProgram?[] _responses;
    private MessageSpec? _requestSpec;
    private MessageSpec? _responseSpec;

    internal ApiRow(ApiSpec spec)
    {
        Key = spec.Key;
        Name = spec.Name;
        MinVersion = spec.MinVersion;
        MaxVersion = spec.MaxVersion;
        OnBroker = spec.OnBroker;
        _flexibleFrom = spec.FlexibleFrom;
        _requests = new MessageProgram?[MaxVersion - MinVersion + 1];
        _responses = new MessageProgram?[_requests.Length];
    }

    public short Key { get; }

    /// <summary>Kafka's name, as "Produce".</summary>
    public string Name { get; }

    public short MinVersion { get; }

    /// <summary>The last stable version.</summary>
    public short MaxVersion { get; }

    /// <summary>Whether brokers serve it on their listeners; false means that only controllers do.</summary>
    public bool OnBroker { get; }

    public bool Knows(short version) => version >= MinVersion && version <= MaxVersion;

    /// <exception cref="ArgumentOutOfRangeException">The version is not between MinVersion and MaxVersion.</exception>
    public MessageProgram Request(short version) => Program(_requests, ref _requestSpec, Direction.Request, version);

    /// <exception cref="ArgumentOutOfRangeException">The version is not between MinVersion and MaxVersion.</exception>
    public MessageProgram Response(short version) => Program(_responses, ref _responseSpec, Direction.Response, version);

    /// <summary>1: key, version, correlation id, client id; 2: with a tag section behind them. Any version may be asked.</summary>
    public short RequestHeaderVersion(short version) => (short)(version >= _flexibleFrom ? 2 : 1);

    /// <summary>
    /// 0: correlation id; 1: with a tag section behind it. ApiVersions always answers with 0: its client can't know yet
    /// what the broker speaks.
    /// </summary>
    public short ResponseHeaderVersion(short version) => (short)(version >= _flexibleFrom && Key != ApiVersionsKey ? 1 : 0);

    public override string ToString() => Name;

    private MessageProgram Program(MessageProgram?[] programs, ref MessageSpec? spec, Direction direction, short version)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(version, MinVersion);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(version, MaxVersion);
        ref MessageProgram? slot = ref programs[version - MinVersion];
        if (Volatile.Read(ref slot) is { } known)
            return known;
        if (Volatile.Read(ref spec) is null)
            Volatile.Write(ref spec, ProtocolFile.Message(Name + direction));
        MessageProgram compiled = ProgramCompiler.Compile(spec!, this, direction, version);
        return Interlocked.CompareExchange(ref slot, compiled, null) ?? compiled;
    }
}
