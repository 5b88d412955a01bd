namespace Compliance.Rules.Compiled;

/// <summary>What stays of an e-mail address.</summary>
public enum EmailPart : byte
{
    Nothing,

    /// <summary>The last label of the domain: <c>example</c>.</summary>
    TopLevel,

    /// <summary>The domain: <c>shop.example</c>.</summary>
    Domain,
}
