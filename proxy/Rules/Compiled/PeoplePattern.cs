namespace Compliance.Rules.Compiled;

/// <summary>People by their principal and by what their login has proved.</summary>
/// <param name="Principal">A pattern; null: whatever it is.</param>
/// <param name="Login">What else must hold.</param>
internal sealed record PeoplePattern(NamePattern? Principal, LoginPattern Login)
{
    internal bool Includes(Caller caller) => (Principal is null || Principal.Matches(caller.Principal)) && Login.Includes(caller);

    /// <summary>All whom the other one includes, this one includes too.</summary>
    internal bool Covers(PeoplePattern other) =>
        (Principal is null || (other.Principal is { } narrow && Principal.Covers(narrow))) && Login.Covers(other.Login);
}
