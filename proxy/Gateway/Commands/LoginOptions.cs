using System.CommandLine;
using System.CommandLine.Parsing;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Commands;

/// <summary>The options that say what somebody's login has proved beside the principal.</summary>
internal sealed class LoginOptions
{
    private readonly Option<string[]> _groups = new("--in-group") { Description = "A group that his login proves; may stand several times" };
    private readonly Option<string[]> _claims = new("--claim") { Description = "A claim of his token, NAME=VALUE; may stand several times" };
    private readonly Option<string?> _subject = new("--certificate") { Description = "The subject of his certificate: CN=till-7,O=Shop" };
    private readonly Option<string[]> _names = new("--san") { Description = "A subject alternative name of it, with its kind: DNS:till-7.shop.example; may stand several times" };

    public LoginOptions() => _claims.Validators.Add(LookAtClaims);

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _groups, _claims, _subject, _names })
            command.Add(option);
    }

    /// <summary>Null: nothing.</summary>
    public LoginFacts? Read(ParseResult parsed)
    {
        var (groups, claims, subject, names) = (parsed.GetValue(_groups) ?? [], parsed.GetValue(_claims) ?? [], parsed.GetValue(_subject), parsed.GetValue(_names) ?? []);
        if (groups.Length + claims.Length + names.Length == 0 && subject is null)
            return null;
        return new(groups, claims.Select(claim => (claim[..claim.IndexOf('=')], claim[(claim.IndexOf('=') + 1)..])), subject, names);
    }

    private static void LookAtClaims(OptionResult result)
    {
        if (result.Tokens.Any(token => token.Value.IndexOf('=') <= 0))
            result.AddError("--claim is NAME=VALUE.");
    }
}
