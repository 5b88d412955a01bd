namespace Compliance.Functional.KillMatrix;

/// <summary>Who is killed, and before which step of whom.</summary>
/// <param name="Name">As the table shows it: who, and what is done and not done then.</param>
/// <param name="Steps">Where the step is told.</param>
/// <param name="Wanted">Makes what recognises it, anew for each kill.</param>
/// <param name="Kill">SIGKILL; the step stands still meanwhile.</param>
/// <param name="Start">Starts it again.</param>
internal sealed record KillPoint(string Name, StepWatch Steps, Func<Func<string, bool>> Wanted, Func<Task> Kill, Func<Task> Start)
{
    /// <summary>Who comes to the step is not the one who is killed, and takes it afterwards.</summary>
    public bool GoesOn { get; init; }

    /// <summary>The step is the first whose text has both.</summary>
    public static Func<Func<string, bool>> Text(string begins, string has) =>
        () => what => what.StartsWith(begins, StringComparison.Ordinal) && what.Contains(has, StringComparison.Ordinal);

    /// <summary>The step is whatever comes behind that one.</summary>
    public static Func<Func<string, bool>> Behind(string begins, string has) => () =>
    {
        var before = Text(begins, has)();
        var seen = false;
        return what =>
        {
            var behind = seen;
            seen |= before(what);
            return behind;
        };
    };
}
