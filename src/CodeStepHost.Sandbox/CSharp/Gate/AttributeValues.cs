using System.Reflection.Metadata;
using CodeStepHost.ApiSignatures;

namespace CodeStepHost.Sandbox.CSharp.Gate;

/// <summary>The values that are written with an attribute, read for the types that they name. Nothing is kept of them, so a length that is made up costs nothing.</summary>
internal ref struct AttributeValues(MetadataReader metadata, BlobReader constructor, BlobReader values, Action<string> typeNamed)
{
    private const ushort Prolog = 1;
    private const int MostLevels = 10;

    // How the values say what they are, besides the codes that signatures have.
    private const SerializationTypeCode NoCode = SerializationTypeCode.Invalid;

    private BlobReader _constructor = constructor;
    private BlobReader _values = values;

    public void Read()
    {
        if (_values.ReadUInt16() != Prolog)
            throw Malformed();
        _constructor.ReadSignatureHeader();
        var parameters = _constructor.ReadCompressedInteger();
        _constructor.ReadSignatureTypeCode();
        for (; parameters > 0; parameters--)
            ReadParameter();

        // Fields and properties: which of the two, the type, the name, the value.
        for (var named = _values.ReadUInt16(); named > 0; named--)
        {
            _values.ReadByte();
            var (code, element) = ReadCode(0);
            _values.ReadSerializedString();
            ReadValue(code, element, 0);
        }
        if (_values.RemainingBytes > 0)
            throw Malformed();
    }

    private void ReadParameter()
    {
        var isArray = false;
        var code = _constructor.ReadSignatureTypeCode();
        if (code == SignatureTypeCode.SZArray)
            (isArray, code) = (true, _constructor.ReadSignatureTypeCode());
        var value = code switch
        {
            SignatureTypeCode.Object => SerializationTypeCode.TaggedObject,
            SignatureTypeCode.TypeHandle => OfType(_constructor.ReadTypeHandle()),
            >= SignatureTypeCode.Boolean and <= SignatureTypeCode.String => (SerializationTypeCode)code,
            _ => throw Malformed(),
        };
        ReadValue(isArray ? SerializationTypeCode.SZArray : value, value, 0);
    }

    // A Type, or an enum by the size of its values.
    private readonly SerializationTypeCode OfType(EntityHandle handle)
    {
        var name = handle.Kind switch
        {
            HandleKind.TypeReference => SignatureText.Name(metadata, metadata.GetTypeReference((TypeReferenceHandle)handle)),
            HandleKind.TypeDefinition => SignatureText.Name(metadata, metadata.GetTypeDefinition((TypeDefinitionHandle)handle)),
            _ => throw Malformed(),
        };
        return name == "System.Type" ? SerializationTypeCode.Type : OfEnum(name);
    }

    // Those of .NET that scripts may use in attributes are all integers.
    private readonly SerializationTypeCode OfEnum(string name)
    {
        foreach (var type in metadata.TypeDefinitions.Select(metadata.GetTypeDefinition))
        {
            if (SignatureText.Name(metadata, type) != name)
                continue;
            foreach (var field in type.GetFields().Select(metadata.GetFieldDefinition))
            {
                if (!metadata.StringComparer.Equals(field.Name, "value__"))
                    continue;
                var signature = metadata.GetBlobReader(field.Signature);
                signature.ReadSignatureHeader();
                return (SerializationTypeCode)signature.ReadByte();
            }
        }
        return SerializationTypeCode.Int32;
    }

    private (SerializationTypeCode Code, SerializationTypeCode Element) ReadCode(int level)
    {
        var code = _values.ReadSerializationTypeCode();
        if (code == SerializationTypeCode.SZArray && level == 0)
            return (code, ReadCode(1).Code);
        if (code != SerializationTypeCode.Enum)
            return (code, NoCode);
        var name = _values.ReadSerializedString() ?? throw Malformed();
        typeNamed(name);
        return (OfEnum(name.Split(',')[0].Replace('+', '/')), NoCode);
    }

    private void ReadValue(SerializationTypeCode code, SerializationTypeCode element, int level)
    {
        if (level > MostLevels)
            throw Malformed();
        switch (code)
        {
            case SerializationTypeCode.Boolean or SerializationTypeCode.SByte or SerializationTypeCode.Byte:
                _values.ReadByte();
                break;
            case SerializationTypeCode.Char or SerializationTypeCode.Int16 or SerializationTypeCode.UInt16:
                _values.ReadUInt16();
                break;
            case SerializationTypeCode.Int32 or SerializationTypeCode.UInt32 or SerializationTypeCode.Single:
                _values.ReadUInt32();
                break;
            case SerializationTypeCode.Int64 or SerializationTypeCode.UInt64 or SerializationTypeCode.Double:
                _values.ReadUInt64();
                break;
            case SerializationTypeCode.String:
                _values.ReadSerializedString();
                break;
            case SerializationTypeCode.Type:
                if (_values.ReadSerializedString() is { } name)
                    typeNamed(name);
                break;
            case SerializationTypeCode.TaggedObject:
                var (tagged, of) = ReadCode(0);
                ReadValue(tagged, of, level + 1);
                break;
            case SerializationTypeCode.SZArray:
                for (var left = _values.ReadInt32(); left > 0; left--)
                    ReadValue(element, NoCode, level + 1);
                break;
            default:
                throw Malformed();
        }
    }

    private static RefusedMetadataException Malformed() => new("an attribute whose values cannot be read");
}
