package main

import (
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/api/pod"
	"k8s.io/kubernetes/pkg/apis/admissionregistration"
	"k8s.io/kubernetes/pkg/apis/apps"
	"k8s.io/kubernetes/pkg/apis/batch"
	"k8s.io/kubernetes/pkg/apis/core"
	"k8s.io/kubernetes/pkg/apis/networking"
	"k8s.io/kubernetes/pkg/apis/policy"
	"k8s.io/kubernetes/pkg/apis/rbac"

	// Each makes its kinds known, with their defaults and conversions.
	_ "k8s.io/kubernetes/pkg/apis/admissionregistration/install"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
	_ "k8s.io/kubernetes/pkg/apis/rbac/install"

	validatingadmission "k8s.io/kubernetes/pkg/apis/admissionregistration/validation"
	validatingapps "k8s.io/kubernetes/pkg/apis/apps/validation"
	validatingbatch "k8s.io/kubernetes/pkg/apis/batch/validation"
	validatingcore "k8s.io/kubernetes/pkg/apis/core/validation"
	validatingnetworking "k8s.io/kubernetes/pkg/apis/networking/validation"
	validatingpolicy "k8s.io/kubernetes/pkg/apis/policy/validation"
	validatingrbac "k8s.io/kubernetes/pkg/apis/rbac/validation"
)

// judge gives an object its defaults and has the API server's own code look at it.
func judge(object runtime.Object) []string {
	if object.GetObjectKind().GroupVersionKind().Group == "monitoring.coreos.com" {
		return nil
	}
	legacyscheme.Scheme.Default(object)
	hub, err := legacyscheme.Scheme.ConvertToVersion(object, runtime.InternalGroupVersioner)
	if err != nil {
		return []string{err.Error()}
	}
	var problems []string
	for _, problem := range errorsOf(hub) {
		problems = append(problems, problem.Error())
	}
	return problems
}

func errorsOf(object runtime.Object) field.ErrorList {
	switch it := object.(type) {
	case *apps.DaemonSet:
		return validatingapps.ValidateDaemonSet(it, pod.GetValidationOptionsFromPodTemplate(&it.Spec.Template, nil))
	case *apps.Deployment:
		return validatingapps.ValidateDeployment(it, pod.GetValidationOptionsFromPodTemplate(&it.Spec.Template, nil))
	case *batch.Job:
		return validateJob(it)
	case *core.ConfigMap:
		return validatingcore.ValidateConfigMap(it)
	case *core.Namespace:
		return validatingcore.ValidateNamespace(it)
	case *core.ResourceQuota:
		return validatingcore.ValidateResourceQuota(it)
	case *core.Secret:
		return validatingcore.ValidateSecret(it)
	case *core.Service:
		// The API server lists the one address before it looks at it.
		if it.Spec.ClusterIP != "" {
			it.Spec.ClusterIPs = []string{it.Spec.ClusterIP}
		}
		return validatingcore.ValidateServiceCreate(it)
	case *core.ServiceAccount:
		return validatingcore.ValidateServiceAccount(it)
	case *networking.NetworkPolicy:
		return validatingnetworking.ValidateNetworkPolicy(it, validatingnetworking.NetworkPolicyValidationOptions{})
	case *policy.PodDisruptionBudget:
		return validatingpolicy.ValidatePodDisruptionBudget(it, validatingpolicy.PodDisruptionBudgetValidationOptions{})
	case *rbac.ClusterRole:
		return validatingrbac.ValidateClusterRole(it, validatingrbac.ClusterRoleValidationOptions{})
	case *rbac.ClusterRoleBinding:
		return validatingrbac.ValidateClusterRoleBinding(it)
	case *admissionregistration.ValidatingAdmissionPolicy:
		return validatingadmission.ValidateValidatingAdmissionPolicy(it)
	case *admissionregistration.ValidatingAdmissionPolicyBinding:
		return validatingadmission.ValidateValidatingAdmissionPolicyBinding(it)
	default:
		return field.ErrorList{field.InternalError(field.NewPath("kind"), errNobody)}
	}
}

// The API server writes the labels and the selector of a job by itself before it looks at it.
func validateJob(job *batch.Job) field.ErrorList {
	var errors field.ErrorList
	options := validatingbatch.JobValidationOptions{
		PodValidationOptions: pod.GetValidationOptionsFromPodTemplate(&job.Spec.Template, nil),
	}
	for _, err := range validatingbatch.ValidateJob(job, options) {
		if err.Field != "spec.selector" && err.Field != "spec.template.metadata.labels" && err.Field != "metadata.uid" {
			errors = append(errors, err)
		}
	}
	return errors
}
