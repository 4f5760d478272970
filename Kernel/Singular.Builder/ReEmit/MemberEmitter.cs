using Mono.Cecil;

namespace Singular.Builder.ReEmit;

/// <summary>Writes the members of types whose definitions exist already: declarations first, as code may refer to any of them.</summary>
internal sealed class MemberEmitter(ModuleDefinition source, ReferenceMapper mapper, AttributeEmitter attributes)
{
    /// <summary>Bits of the implementation flags that only advise the compiler, and synchronisation, which the verifier rules on
    /// (ECMA-335 II.23.1.11).</summary>
    private const MethodImplAttributes Carried =
        MethodImplAttributes.NoInlining | MethodImplAttributes.NoOptimization | MethodImplAttributes.AggressiveInlining
        | MethodImplAttributes.AggressiveOptimization | MethodImplAttributes.Synchronized;

    private readonly BodyEmitter _bodies = new(source, mapper);

    /// <summary>Everything with a signature; nothing in here looks at another member.</summary>
    internal void Declare(TypeDefinition from, TypeDefinition to)
    {
        var owner = new GenericOwner(to, null);
        foreach (InterfaceImplementation implemented in from.Interfaces)
            to.Interfaces.Add(new InterfaceImplementation(mapper.Type(implemented.InterfaceType, owner)));
        Constrain(from, to, owner);
        foreach (FieldDefinition field in from.Fields)
            DeclareField(field, to, owner);
        foreach (MethodDefinition method in from.Methods)
            DeclareMethod(method, to);
    }

    /// <summary>What refers to members: overrides, properties, events, attributes and code.</summary>
    internal void Complete(TypeDefinition from, TypeDefinition to)
    {
        attributes.Copy(from, to, from.FullName);
        CopyParameterAttributes(from, to);
        for (int i = 0; i < from.Fields.Count; i++)
            attributes.Copy(from.Fields[i], to.Fields[i], from.Fields[i].FullName);
        for (int i = 0; i < from.Methods.Count; i++)
            CompleteMethod(from.Methods[i], to.Methods[i]);
        foreach (PropertyDefinition property in from.Properties)
            AddProperty(property, to);
        foreach (EventDefinition @event in from.Events)
            AddEvent(@event, to);
    }

    private void DeclareField(FieldDefinition from, TypeDefinition declaring, GenericOwner owner)
    {
        const FieldAttributes Kept =
            FieldAttributes.FieldAccessMask | FieldAttributes.Static | FieldAttributes.InitOnly | FieldAttributes.Literal
            | FieldAttributes.SpecialName | FieldAttributes.RTSpecialName;
        if ((from.Attributes & FieldAttributes.PInvokeImpl) != 0)
            throw Refusals.NotCarried(source, from.FullName, "a field kept by native code");
        var to = new FieldDefinition(from.Name, from.Attributes & Kept, mapper.Type(from.FieldType, owner));
        if (from.HasConstant)
        {
            to.Constant = from.Constant;
            to.HasDefault = true;
        }
        if (from.HasLayoutInfo)
            to.Offset = from.Offset;
        if ((from.Attributes & FieldAttributes.HasFieldRVA) != 0)
        {
            to.InitialValue = from.InitialValue is { Length: > 0 } data
                ? data
                : throw Refusals.NotCarried(source, from.FullName, "initial data of unknown size");
        }
        declaring.Fields.Add(to);
        mapper.Add(from, to);
    }

    private void DeclareMethod(MethodDefinition from, TypeDefinition declaring)
    {
        CheckMethod(from);
        const MethodAttributes Kept =
            MethodAttributes.MemberAccessMask | MethodAttributes.Static | MethodAttributes.Final | MethodAttributes.Virtual
            | MethodAttributes.HideBySig | MethodAttributes.NewSlot | MethodAttributes.CheckAccessOnOverride | MethodAttributes.Abstract
            | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName;
        var to = new MethodDefinition(from.Name, from.Attributes & Kept, mapper.Type(source.TypeSystem.Void, default))
        {
            ImplAttributes = from.ImplAttributes & (Carried | MethodImplAttributes.Runtime),
            HasThis = from.HasThis,
            CallingConvention = from.CallingConvention,
        };
        foreach (GenericParameter parameter in from.GenericParameters)
            to.GenericParameters.Add(new GenericParameter(parameter.Name, to) { Attributes = parameter.Attributes });
        var owner = new GenericOwner(declaring, to);
        Constrain(from, to, owner);
        to.ReturnType = mapper.Type(from.ReturnType, owner);
        foreach (ParameterDefinition parameter in from.Parameters)
        {
            const ParameterAttributes KeptOfParameter = ParameterAttributes.In | ParameterAttributes.Out | ParameterAttributes.Optional;
            var mapped = new ParameterDefinition(
                parameter.Name, parameter.Attributes & KeptOfParameter, mapper.Type(parameter.ParameterType, owner));
            if (parameter.HasConstant)
            {
                mapped.Constant = parameter.Constant;
                mapped.HasDefault = true;
            }
            to.Parameters.Add(mapped);
        }
        declaring.Methods.Add(to);
        mapper.Add(from, to);
    }

    private void CheckMethod(MethodDefinition method)
    {
        if (method.IsPInvokeImpl || method.HasPInvokeInfo || (method.Attributes & MethodAttributes.UnmanagedExport) != 0)
            throw Refusals.NotCarried(source, method.FullName, "a call into or from native code (P/Invoke)");
        bool isDelegates = method.IsRuntime && method.DeclaringType.BaseType?.FullName == "System.MulticastDelegate";
        MethodImplAttributes expected = Carried | (isDelegates ? MethodImplAttributes.Runtime : 0);
        if ((method.ImplAttributes & ~expected) != 0)
            throw Refusals.NotCarried(source, method.FullName, $"implementation flags 0x{(int)(method.ImplAttributes & ~expected):X} (native, internal or runtime-async)");
        if (method.ExplicitThis || method.CallingConvention is not (MethodCallingConvention.Default or MethodCallingConvention.Generic))
            throw Refusals.NotCarried(source, method.FullName, $"calling convention {method.CallingConvention}");
        if ((method.Attributes & MethodAttributes.RequireSecObject) != 0)
            throw Refusals.NotCarried(source, method.FullName, "a security requirement");
        if (!method.HasBody && !method.IsAbstract && !isDelegates)
            throw Refusals.NotCarried(source, method.FullName, "a method without code");
    }

    private void Constrain(IGenericParameterProvider from, IGenericParameterProvider to, GenericOwner owner)
    {
        for (int i = 0; i < from.GenericParameters.Count; i++)
        {
            foreach (GenericParameterConstraint constraint in from.GenericParameters[i].Constraints)
                to.GenericParameters[i].Constraints.Add(new GenericParameterConstraint(mapper.Type(constraint.ConstraintType, owner)));
        }
    }

    private void CompleteMethod(MethodDefinition from, MethodDefinition to)
    {
        var owner = new GenericOwner(to.DeclaringType, to);
        foreach (MethodReference overridden in from.Overrides)
            to.Overrides.Add(mapper.Method(overridden, owner));
        attributes.Copy(from, to, from.FullName);
        attributes.Copy(from.MethodReturnType, to.MethodReturnType, from.FullName);
        CopyParameterAttributes(from, to);
        for (int i = 0; i < from.Parameters.Count; i++)
            attributes.Copy(from.Parameters[i], to.Parameters[i], from.FullName);
        if (from.HasBody)
            _bodies.Emit(from, to, owner);
    }

    private void CopyParameterAttributes(IGenericParameterProvider from, IGenericParameterProvider to)
    {
        for (int i = 0; i < from.GenericParameters.Count; i++)
            attributes.Copy(from.GenericParameters[i], to.GenericParameters[i], from.GenericParameters[i].Name);
    }

    private void AddProperty(PropertyDefinition from, TypeDefinition declaring)
    {
        var owner = new GenericOwner(declaring, null);
        var to = new PropertyDefinition(from.Name, from.Attributes & PropertyAttributes.SpecialName, mapper.Type(from.PropertyType, owner))
        {
            HasThis = from.HasThis,
            GetMethod = Own(from.GetMethod),
            SetMethod = Own(from.SetMethod),
        };
        if (from.HasOtherMethods)
            throw Refusals.NotCarried(source, from.FullName, "a property with other methods than a getter and a setter");
        if (from.HasConstant)
        {
            to.Constant = from.Constant;
            to.HasDefault = true;
        }
        if (from.GetMethod is null && from.HasParameters)
            throw Refusals.NotCarried(source, from.FullName, "an indexer without a getter");
        attributes.Copy(from, to, from.FullName);
        declaring.Properties.Add(to);
    }

    private void AddEvent(EventDefinition from, TypeDefinition declaring)
    {
        var to = new EventDefinition(
            from.Name, from.Attributes & EventAttributes.SpecialName, mapper.Type(from.EventType, new GenericOwner(declaring, null)))
        {
            AddMethod = Own(from.AddMethod),
            RemoveMethod = Own(from.RemoveMethod),
            InvokeMethod = Own(from.InvokeMethod),
        };
        if (from.HasOtherMethods)
            throw Refusals.NotCarried(source, from.FullName, "an event with other methods than add, remove and raise");
        attributes.Copy(from, to, from.FullName);
        declaring.Events.Add(to);
    }

    private MethodDefinition? Own(MethodDefinition? method) => method is null ? null : mapper.Own(method);
}
