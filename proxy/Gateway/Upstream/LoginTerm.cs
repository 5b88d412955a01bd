namespace Compliance.Gateway.Upstream;

/// <summary>
/// For how long a broker takes a login (KIP-368), as timestamps: when the proxy logs in anew, at 80 to 90 % of it so that not all connections do
/// at once, and when the broker closes the connection at the next request. <see cref="long.MaxValue"/>: never.
/// </summary>
internal readonly record struct LoginTerm(long RenewAt, long EndsAt)
{
    private const double EarliestShare = 0.8;
    private const double LatestShare = 0.9;

    public static LoginTerm Endless { get; } = new(long.MaxValue, long.MaxValue);

    /// <param name="lifetimeMs">As the broker said it; 0 or less: it sets no end.</param>
    /// <param name="from">A timestamp from before the broker began to count.</param>
    /// <param name="time">The clock of the timestamps.</param>
    public static LoginTerm Of(long lifetimeMs, long from, TimeProvider time)
    {
        if (lifetimeMs <= 0 || lifetimeMs > TimeSpan.FromDays(3650).TotalMilliseconds)
            return Endless;
        var ticks = (long)(lifetimeMs / 1000d * time.TimestampFrequency);
        return new(from + (long)(ticks * (EarliestShare + (Random.Shared.NextDouble() * (LatestShare - EarliestShare)))), from + ticks);
    }

    /// <summary>The next attempt comes in a second, or sooner where the end is nearer; never behind it.</summary>
    public LoginTerm TryAgain(long now, TimeProvider time) => this with { RenewAt = now + Math.Min(time.TimestampFrequency, Math.Max(1, (EndsAt - now) / 2)) };
}
