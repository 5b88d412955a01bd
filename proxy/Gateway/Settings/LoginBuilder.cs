using Compliance.Rules;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Compiles logins at brokers, and reads the secrets that they name, which <paramref name="sources"/> takes.</summary>
internal sealed class LoginBuilder(string folder, LimitsPlan limits, SourceFiles sources)
{
    /// <summary>Null, and a problem, where a part that it names can't be had.</summary>
    public LoginPlan? Build(LoginSettings settings, ProblemList problems)
    {
        var (user, password) = (Value(settings.User, problems), Value(settings.Password, problems));
        var tokens = settings.Tokens is { } written ? Tokens(written, problems) : null;
        return user is not null && password is not null ? new LoginPlan(user, password) { Mechanism = settings.Mechanism, Tokens = tokens } : null;
    }

    /// <summary>What a value of the settings stands for; null, and a problem, where it can't be had.</summary>
    public string? Value(Text text, ProblemList problems) => SecretText.IsReference(text.Value) ? SecretText.Resolve(text, folder, sources, problems) : text.Value;

    /// <summary>As <see cref="Value"/>, of a file of authorities' certificates.</summary>
    public string? Certificates(Text file, ProblemList problems)
    {
        var path = Path.Combine(folder, file.Value);
        sources.Add(path);
        if (CaFile.Read(path, out var wrong) is { } pem)
            return pem;
        problems.Error(file.Place, wrong);
        return null;
    }

    private TokenPlan Tokens(TokenSettings settings, ProblemList problems) => new(settings.Url)
    {
        Scope = settings.Scopes.IsEmpty ? null : string.Join(' ', settings.Scopes.Select(scope => scope.Value)),
        Audience = settings.Audience?.Value,
        CaPem = settings.Ca is { } ca ? Certificates(ca, problems) : null,
        Extensions = settings.Extensions,
        Timeout = limits.TokenTimeout,
        Pause = limits.TokenPause,
        MaxBytes = limits.MaxTokenBytes,
    };
}
