// Made by build.mjs from the packages of package-lock.json; do not edit.
(function (host, load) {
var library=(()=>{var __create=Object.create;var __defProp=Object.defineProperty;var __getOwnPropDesc=Object.getOwnPropertyDescriptor;var __getOwnPropNames=Object.getOwnPropertyNames;var __getProtoOf=Object.getPrototypeOf;var __hasOwnProp=Object.prototype.hasOwnProperty;var __esm=(fn,res,err)=>function __init(){if(err)throw err[0];try{return fn&&(res=(0,fn[__getOwnPropNames(fn)[0]])(fn=0)),res}catch(e){throw err=[e],e}};var __commonJS=(cb,mod)=>function __require(){try{return mod||(0,cb[__getOwnPropNames(cb)[0]])((mod={exports:{}}).exports,mod),mod.exports}catch(e){throw mod=0,
e}};var __export=(target,all)=>{for(var name in all)__defProp(target,name,{get:all[name],enumerable:true})};var __copyProps=(to,from,except,desc)=>{if(from&&typeof from===
"object"||typeof from==="function"){for(let key of __getOwnPropNames(from))if(!__hasOwnProp.call(to,key)&&key!==except)__defProp(to,key,{get:()=>from[key],enumerable:!(desc=
__getOwnPropDesc(from,key))||desc.enumerable})}return to};var __toESM=(mod,isNodeMode,target)=>(target=mod!=null?__create(__getProtoOf(mod)):{},__copyProps(isNodeMode||!mod||!mod.__esModule?__defProp(target,"default",{
value:mod,enumerable:true}):target,mod));var __toCommonJS=mod=>__copyProps(__defProp({},"__esModule",{value:true}),mod);function compile(names,body){return host.compileTemplate(String(names),String(body))}var lazily,TextEncoder,TextDecoder,self;var init_globals=__esm({"entries/sh\
ims/globals.js"(){lazily=(file,name)=>class{constructor(...values){return new(load(file))[name](...values)}};TextEncoder=lazily("text-encoding.js","TextEncoder");
TextDecoder=lazily("text-encoding.js","TextDecoder");compile.prototype=Function.prototype;self=Object.create(globalThis,{Function:{value:compile},_:{value:void 0}})}});var require_co=__commonJS({"node_modules/co/index.js"(exports,module){init_globals();var slice=Array.prototype.slice;module.exports=co2["default"]=co2.co=co2;co2.
wrap=function(fn){createPromise.__generatorFunction__=fn;return createPromise;function createPromise(){return co2.call(this,fn.apply(this,arguments))}};function co2(gen){
var ctx=this;var args=slice.call(arguments,1);return new Promise(function(resolve,reject){if(typeof gen==="function")gen=gen.apply(ctx,args);if(!gen||typeof gen.
next!=="function")return resolve(gen);onFulfilled();function onFulfilled(res){var ret;try{ret=gen.next(res)}catch(e){return reject(e)}next(ret)}function onRejected(err){
var ret;try{ret=gen.throw(err)}catch(e){return reject(e)}next(ret)}function next(ret){if(ret.done)return resolve(ret.value);var value=toPromise.call(ctx,ret.value);
if(value&&isPromise(value))return value.then(onFulfilled,onRejected);return onRejected(new TypeError('You may only yield a function, promise, generator, array, \
or object, but the following object was passed: "'+String(ret.value)+'"'))}})}function toPromise(obj){if(!obj)return obj;if(isPromise(obj))return obj;if(isGeneratorFunction(
obj)||isGenerator(obj))return co2.call(this,obj);if("function"==typeof obj)return thunkToPromise.call(this,obj);if(Array.isArray(obj))return arrayToPromise.call(
this,obj);if(isObject(obj))return objectToPromise.call(this,obj);return obj}function thunkToPromise(fn){var ctx=this;return new Promise(function(resolve,reject){
fn.call(ctx,function(err,res){if(err)return reject(err);if(arguments.length>2)res=slice.call(arguments,1);resolve(res)})})}function arrayToPromise(obj){return Promise.
all(obj.map(toPromise,this))}function objectToPromise(obj){var results=new obj.constructor;var keys=Object.keys(obj);var promises=[];for(var i=0;i<keys.length;i++){
var key=keys[i];var promise=toPromise.call(this,obj[key]);if(promise&&isPromise(promise))defer(promise,key);else results[key]=obj[key]}return Promise.all(promises).
then(function(){return results});function defer(promise2,key2){results[key2]=void 0;promises.push(promise2.then(function(res){results[key2]=res}))}}function isPromise(obj){
return"function"==typeof obj.then}function isGenerator(obj){return"function"==typeof obj.next&&"function"==typeof obj.throw}function isGeneratorFunction(obj){var constructor=obj.
constructor;if(!constructor)return false;if("GeneratorFunction"===constructor.name||"GeneratorFunction"===constructor.displayName)return true;return isGenerator(
constructor.prototype)}function isObject(val){return Object==val.constructor}}});var generators_exports={};__export(generators_exports,{default:()=>generators_default});init_globals();var import_co=__toESM(require_co(),1);async function drain(generator){
let step=await generator.next();while(!step.done)step=await generator.next();return step.value}var generators_default={drive(generator){return import_co.default.
call(this,generator)},drain};return __toCommonJS(generators_exports);})();
return library.default; })
