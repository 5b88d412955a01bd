using System.Collections.Immutable;
using System.Net;

namespace Compliance.Rules.Compiled;

/// <summary>
/// What must hold of a login beside the principal. What it does not name, it does not ask for; of all that it names one must fit.
/// Immutable.
/// </summary>
/// <param name="Mechanisms">SASL mechanisms.</param>
/// <param name="Groups">Groups.</param>
/// <param name="Claims">Each of them, by name, with its values.</param>
/// <param name="Subjects">Subjects of certificates.</param>
/// <param name="SubjectNames">Their alternative names.</param>
/// <param name="Networks">From where the connection comes.</param>
internal sealed record LoginPattern(
    ImmutableArray<string> Mechanisms, ImmutableArray<NamePattern> Groups, ImmutableArray<(string Name, ImmutableArray<NamePattern> Values)> Claims,
    ImmutableArray<NamePattern> Subjects, ImmutableArray<NamePattern> SubjectNames, ImmutableArray<IPNetwork> Networks)
{
    internal bool Includes(Caller caller)
    {
        if (!Mechanisms.IsEmpty && (caller.Mechanism is not { } mechanism || !Mechanisms.Contains(mechanism)))
            return false;
        if (!Networks.IsEmpty && caller.From?.AnyOf(Networks) != true)
            return false;
        if (Groups.IsEmpty && Claims.IsEmpty && Subjects.IsEmpty && SubjectNames.IsEmpty)
            return true;
        return caller.Login is { } login
            && (Groups.IsEmpty || login.Groups.Any(group => Fits(Groups, group)))
            && Claims.All(claim => login.Claims.Any(proved => proved.Name == claim.Name && Fits(claim.Values, proved.Value)))
            && (Subjects.IsEmpty || (login.Subject is { } subject && Fits(Subjects, subject)))
            && (SubjectNames.IsEmpty || login.SubjectNames.Any(name => Fits(SubjectNames, name)));
    }

    /// <summary>Whatever login the other one takes, this one takes too.</summary>
    internal bool Covers(LoginPattern other) =>
        (Mechanisms.IsEmpty || (!other.Mechanisms.IsEmpty && other.Mechanisms.All(m => Mechanisms.Contains(m))))
        && Covers(Groups, other.Groups) && Covers(Subjects, other.Subjects) && Covers(SubjectNames, other.SubjectNames) && Covers(Networks, other.Networks)
        && Claims.All(claim => other.Claims.Any(narrow => narrow.Name == claim.Name && Covers(claim.Values, narrow.Values)));

    private static bool Covers(ImmutableArray<NamePattern> wide, ImmutableArray<NamePattern> narrow) =>
        wide.IsEmpty || (!narrow.IsEmpty && narrow.All(n => wide.Any(w => w.Covers(n))));

    private static bool Covers(ImmutableArray<IPNetwork> wide, ImmutableArray<IPNetwork> narrow) =>
        wide.IsEmpty || (!narrow.IsEmpty && narrow.All(n => wide.Any(w => w.PrefixLength <= n.PrefixLength && w.Contains(n.BaseAddress))));

    private static bool Fits(ImmutableArray<NamePattern> patterns, string text) => patterns.Any(pattern => pattern.Matches(text));
}
