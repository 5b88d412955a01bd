using System.CommandLine;
using Compliance.Auditctl.Custody;
using Compliance.Ledger.Verify;
using Compliance.Signing;
using Compliance.Store;

namespace Compliance.Auditctl.Commands;

/// <summary>Whom to trust: the first public key of a ledger, from the command line or the settings. The key never comes out of the archive.</summary>
internal sealed class TrustOptions
{
    private readonly Option<string> _origin = new("--origin") { Description = "The ledger's origin, as the sink's settings name it; left out: ledger.origin of the settings" };
    private readonly Option<string> _copies = new("--copies") { Description = "The second place, where copies of the checkpoints are: a folder or a bucket; left out: ledger.copies of the settings" };
    private readonly Option<string> _key = KeyOption(required: false);

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _origin, _key, _copies })
            command.Options.Add(option);
    }

    public string Origin(VerbContext context) => context.Parsed.GetValue(_origin) ?? context.Settings.Ledger?.Origin ?? throw Missing("--origin", "origin");

    /// <summary>The plan of a verification, and the second place, which is the caller's to dispose of.</summary>
    public VerificationPlan Plan(VerbContext context, TimeProvider time)
    {
        var key = Key(context.Parsed.GetValue(_key) ?? context.Settings.Ledger?.PublicKey ?? throw Missing("--public-key FILE", "publicKey"));
        var copies = context.Parsed.GetValue(_copies) ?? context.Settings.Ledger?.Copies;
        return new VerificationPlan(Origin(context), key)
        {
            Copies = copies is null ? null : Place(copies, "--copies", time),
            People = PeopleKeys.Read(context.Settings.Custody.People),
        };
    }

    public static Option<string> KeyOption(bool required) => new("--public-key")
    {
        Description = "File of the first public key that signed: PEM, or a C2SP verifier key. Keep it apart from the archive" + (required ? "" : "; left out: ledger.publicKey of the settings"),
        Required = required,
    };

    public static VerifyingKey Key(string file)
    {
        try
        {
            return PublicKeyFile.Read(file);
        }
        catch (SigningException e)
        {
            throw new UsageException(e.Message);
        }
    }

    public static IArchiveStore Place(string address, string option, TimeProvider time)
    {
        try
        {
            return ArchiveAddress.Open(address, time);
        }
        catch (FormatException e)
        {
            throw new UsageException($"{option}: {e.Message}");
        }
    }

    private static UsageException Missing(string option, string key) =>
        new($"Whose signature is to be trusted? Give {option}, or --config FILE with ledger: {{{key}: …}}.");
}
