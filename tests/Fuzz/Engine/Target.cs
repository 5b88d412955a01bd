namespace Compliance.Fuzz.Engine;

/// <summary>
/// A part of the product that takes bytes from outside, and what must hold whatever they are. An input is one array of bytes and says all:
/// what a target chooses beside, it takes from <see cref="Dice.Of(ReadOnlySpan{byte})"/>. Owned by one thread.
/// </summary>
internal abstract class Target : IDisposable
{
    private IReadOnlyList<Sample>? _samples;

    /// <summary>As on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>How many of a campaign's inputs fall to it, beside the shares of the others; its speed decides.</summary>
    public abstract int Share { get; }

    /// <summary>Bytes at the front of an input that choose what the rest is for; few changes fall there.</summary>
    public virtual int Head => 0;

    /// <summary>Words of the input's language; empty where it is no text.</summary>
    public virtual IReadOnlyList<byte[]> Words => [];

    public IReadOnlyList<Sample> Samples => _samples ??= MakeSamples();

    /// <summary>
    /// Feeds one input. Whatever it throws is a finding: an <see cref="OracleException"/> where a promise was broken, anything else where
    /// the product threw what it has not declared.
    /// </summary>
    public abstract void Feed(ReadOnlyMemory<byte> input, Probe probe);

    /// <summary>Puts checksums right after a change, where only that lets it reach anything.</summary>
    public virtual void Mend(Span<byte> input)
    {
    }

    public void Dispose() => Release();

    protected virtual void Release()
    {
    }

    protected abstract IReadOnlyList<Sample> MakeSamples();

    protected static void Demand(bool holds, string otherwise)
    {
        if (!holds)
            throw new OracleException(otherwise);
    }
}
