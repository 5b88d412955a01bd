using System.Collections.Immutable;

namespace Compliance.Rules.Compiled;

/// <summary>
/// What the policies say of the audit of one caller's requests about one topic: a mode, or nothing, for each group of APIs, of what was let
/// through and of what was refused. Immutable; asking is one look into an array.
/// </summary>
public sealed class AuditModes
{
    private static readonly int Groups = Enum.GetValues<ApiGroup>().Length;

    private readonly AuditMode[] _modes = new AuditMode[Groups * 2];

    private AuditModes()
    {
    }

    /// <summary>No policy says anything.</summary>
    public static AuditModes None { get; } = new();

    /// <summary>Null: no rule speaks of it.</summary>
    public AuditMode? Of(ApiGroup group, bool denied) => _modes[Index(group, denied)] is var mode && mode == default ? null : mode;

    /// <summary>
    /// How an event is kept: as the policies say, else by its kind. Attempts to log in, what administrators change and what was refused: strict.
    /// Polls that succeed: counted together.
    /// </summary>
    /// <param name="group">What was asked for.</param>
    /// <param name="denied">It was refused.</param>
    /// <param name="failed">It was let through, and the broker answered with an error.</param>
    /// <param name="otherwise">All else.</param>
    public AuditMode Of(ApiGroup group, bool denied, bool failed, AuditMode otherwise) => Of(group, denied) ?? group switch
    {
        _ when denied => AuditMode.Strict,
        ApiGroup.Authentication or ApiGroup.Admin => AuditMode.Strict,
        ApiGroup.Polls when !failed => AuditMode.Aggregate,
        _ => otherwise,
    };

    /// <summary>In each file the first rule that concerns them; of several files the strongest.</summary>
    internal static AuditModes For(ImmutableArray<ImmutableArray<AuditRule>> files, Caller caller, string? topic)
    {
        AuditModes? modes = null;
        foreach (var file in files)
        {
            var told = 0;
            foreach (var rule in file.Where(rule => rule.Concerns(caller, topic)))
            {
                foreach (var group in rule.Apis)
                {
                    var index = Index(group, rule.Denied);
                    if ((told & (1 << index)) != 0)
                        continue;
                    told |= 1 << index;
                    modes ??= new AuditModes();
                    modes._modes[index] = (AuditMode)Math.Max((byte)modes._modes[index], (byte)rule.Mode);
                }
            }
        }

        return modes ?? None;
    }

    private static int Index(ApiGroup group, bool denied) => ((int)group * 2) + (denied ? 1 : 0);
}
