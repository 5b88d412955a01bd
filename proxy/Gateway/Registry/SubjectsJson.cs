using System.Text.Json.Serialization;

namespace Compliance.Gateway.Registry;

/// <summary>A registry's list of subjects; compiled: no reflection at run time.</summary>
[JsonSerializable(typeof(string[]))]
internal sealed partial class SubjectsJson : JsonSerializerContext;
