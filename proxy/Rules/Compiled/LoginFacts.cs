using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Compliance.Rules.Compiled;

/// <summary>
/// What a login has proved beside the principal: groups, claims of a token, names of a client's certificate. Immutable; equal by value, since
/// what is decided for callers is remembered by them.
/// </summary>
public sealed class LoginFacts : IEquatable<LoginFacts>
{
    private readonly string _key;

    /// <param name="groups">Names of groups.</param>
    /// <param name="claims">Each value of each claim, as text.</param>
    /// <param name="subject">Of the certificate, as RFC 2253 writes it; null: there is none.</param>
    /// <param name="subjectNames">Its subject alternative names, with their kind: <c>DNS:till-7.shop.example</c>, <c>URI:spiffe://…</c>, <c>email:…</c>, <c>IP:…</c>.</param>
    public LoginFacts(
        IEnumerable<string>? groups = null, IEnumerable<(string Name, string Value)>? claims = null, string? subject = null, IEnumerable<string>? subjectNames = null)
    {
        Groups = Sorted(groups);
        Claims = [.. (claims ?? []).Distinct().Order()];
        Subject = subject;
        SubjectNames = Sorted(subjectNames);
        _key = Key();
    }

    public ImmutableArray<string> Groups { get; }

    public ImmutableArray<(string Name, string Value)> Claims { get; }

    public string? Subject { get; }

    public ImmutableArray<string> SubjectNames { get; }

    public bool Equals(LoginFacts? other) => other is not null && _key == other._key;

    public override bool Equals(object? obj) => Equals(obj as LoginFacts);

    public override int GetHashCode() => _key.GetHashCode(StringComparison.Ordinal);

    private static ImmutableArray<string> Sorted(IEnumerable<string>? names) => [.. (names ?? []).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Each part behind its length, so that no two of different parts are alike.</summary>
    private string Key()
    {
        var key = new StringBuilder();
        foreach (var group in Groups)
            Add('g', group);
        foreach (var (name, value) in Claims)
        {
            Add('c', name);
            Add('v', value);
        }

        if (Subject is not null)
            Add('s', Subject);
        foreach (var name in SubjectNames)
            Add('n', name);
        return key.ToString();

        void Add(char kind, string text) => key.Append(kind).Append(CultureInfo.InvariantCulture, $"{text.Length}:").Append(text);
    }
}
