using System.Text;

namespace Compliance.Rules.Compiled;

/// <summary>What happens to one field, for one caller on one topic, and who says so. Immutable.</summary>
public sealed class FieldRule
{
    // Half the distance of two techniques: between every mask and whatever is stronger than masks.
    private const long Quarantining = 1L << 51;

    internal FieldRule(
        FieldPath path, string @class, Treatment treatment, string ruleId, Exemption? exemption, PolicyIdentity policy, int ordinal, RecordPart? part = null, string? quarantineTopic = null)
    {
        QuarantineTopic = quarantineTopic;
        Part = part ?? RecordPart.Value;
        PathText = Part.Prefix + path.Text;
        Path = path;
        Class = @class;
        Treatment = treatment;
        RuleId = ruleId;
        Exemption = exemption;
        Policy = policy;
        Ordinal = ordinal;
        // Equal treatments are settled by the order of the policies, so that the same rule is named every time.
        Strength = ((long)treatment.Strength << 32) + (quarantineTopic is null ? 0 : Quarantining) - ordinal;
        ClassUtf8 = Encoding.UTF8.GetBytes(@class);
        BindingUtf8 = treatment is Encrypt { IsBoundToPath: true } ? Encoding.UTF8.GetBytes($"{@class}\0{PathText}") : ClassUtf8;
        Whole = treatment.Whole is var whole && whole != treatment ? new(path, @class, whole, ruleId, exemption, policy, ordinal, part, quarantineTopic) : this;
    }

    public FieldPath Path { get; }

    /// <summary>What of the record it is about.</summary>
    public RecordPart Part { get; }

    /// <summary>The path as the policy writes it; of a key or header behind its name and a colon, as in <c>key:$.id</c>.</summary>
    public string PathText { get; }

    /// <summary>The data class that the field belongs to.</summary>
    public string Class { get; }

    public ReadOnlyMemory<byte> ClassUtf8 { get; }

    /// <summary>What a ciphertext of the rule belongs to: the class, or the class, a zero byte and the path.</summary>
    public ReadOnlyMemory<byte> BindingUtf8 { get; }

    public Treatment Treatment { get; }

    /// <summary>Id of the protecting rule.</summary>
    public string RuleId { get; }

    /// <summary>The rule acts on what is found inside the texts and numbers at the path and below; null: on what stands at the path.</summary>
    public DetectTarget? Detect { get; init; }

    /// <summary>What it finds no class declares; its class is the name of the detector.</summary>
    public bool IsUndeclared { get; init; }

    /// <summary>Where the whole record goes, as it was written, before the rule acts on it; null: nowhere.</summary>
    public string? QuarantineTopic { get; }

    /// <summary>Not null exactly when the treatment is <see cref="Reveal"/>.</summary>
    public Exemption? Exemption { get; }

    public PolicyIdentity Policy { get; }

    /// <summary>Index in <see cref="FieldPlan.Rules"/>.</summary>
    public int Ordinal { get; }

    /// <summary>The same rule for a value of another shape than its path foresees: it keeps nothing.</summary>
    public FieldRule Whole { get; }

    internal long Strength { get; }

    /// <summary>The stronger of two; either may be missing.</summary>
    public static FieldRule? Stronger(FieldRule? a, FieldRule? b) =>
        a is null ? b : b is null || a.Strength >= b.Strength ? a : b;
}
