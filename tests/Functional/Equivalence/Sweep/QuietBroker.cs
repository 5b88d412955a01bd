namespace Compliance.Functional.Equivalence.Sweep;

/// <summary>A broker that does nothing by itself before everything has been asked: between one road's question and another's nothing changes.</summary>
internal static class QuietBroker
{
    /// <summary>
    /// The sweep gives topics a retention, and its records are of 1970: none is looked at. No member of a group leaves by itself.
    /// </summary>
    public static IReadOnlyList<string> Properties { get; } =
    [
        "log.initial.task.delay.ms=1800000", "log.retention.check.interval.ms=1800000",
        .. new[] { "consumer", "share", "streams" }.SelectMany(kind => new[] { $"group.{kind}.session.timeout.ms=1800000", $"group.{kind}.max.session.timeout.ms=1800000" }),
    ];
}
