using System.Collections.Immutable;

namespace Compliance.Rules.Compiled;

/// <summary>A class and where it is found, whether or not any rule protects it.</summary>
internal sealed record DeclaredClass(string Name, PolicyIdentity Policy, ImmutableArray<FieldFind> Finds);
